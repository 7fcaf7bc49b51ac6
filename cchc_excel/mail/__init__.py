"""Mail: letters to agencies (`letters`, `compose`, `postman`) and messages from them (`mailbox`, `incoming`)."""
