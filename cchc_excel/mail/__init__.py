"""Letters to agencies (`letters`, `compose`, `postman`), and what comes back by mail (`mailbox`, `incoming`)."""
