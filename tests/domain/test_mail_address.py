"""What people type as an address: understood, or told by what is wrong with it."""

from __future__ import annotations

import pytest

from cchc_excel.domain.mail_address import typed_addresses


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("", []),
        (" ; ,\n", []),
        ("a@b.vn", ["a@b.vn"]),
        (" a@b.vn ;c@d.vn,e@f.vn\ng@h.vn", ["a@b.vn", "c@d.vn", "e@f.vn", "g@h.vn"]),
        ("Nguyễn Văn A <a@b.vn>", ["a@b.vn"]),
        ("Nguyễn Văn A <a@b.vn>; B <c@d.vn>", ["a@b.vn", "c@d.vn"]),
        ('"Nguyễn, Văn A" <a@b.vn>, c@d.vn', ["a@b.vn", "c@d.vn"]),
        # No address before a name is swallowed by it.
        ("c@d.vn, Nguyễn Văn A <a@b.vn>", ["c@d.vn", "a@b.vn"]),
        ('"a@b.vn" <a@b.vn>', ["a@b.vn"]),
        ("<a@b.vn>", ["a@b.vn"]),
        # A name as it stands in a message's headers.
        ("=?utf-8?q?a?= <a@b.vn>", ["a@b.vn"]),
        ("=?utf-8?B?U+G7nw==?= =?utf-8?Q?N=E1=BB=99i_v?= <a@b.vn>; c@d.vn", ["a@b.vn", "c@d.vn"]),
        ("=?utf-8?q?x@y;_z,<w>?= <a@b.vn>, c@d.vn", ["a@b.vn", "c@d.vn"]),
        ("a+b_c.d-e@x-y.b.vn", ["a+b_c.d-e@x-y.b.vn"]),
        (f"{'a' * 64}@b.vn", [f"{'a' * 64}@b.vn"]),
    ],
)
def test_addresses_as_people_type_them(text, addresses):
    found = list(typed_addresses(text))
    assert [one.address for one in found] == addresses
    assert {one.fault for one in found} <= {None}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("vănphòng@b.vn", "accented"),
        ("a@sởnội.vn", "accented"),
        ("a\u200b@b.vn", "hidden"),
        ("\ufeffa@b.vn", "hidden"),
        ("a@b.vn\u202e", "hidden"),
        ("mailto:a@b.vn", "scheme"),
        ("MAILTO:a@b.vn", "scheme"),
        ("a..b@c.vn", "shape"),
        (".a@c.vn", "shape"),
        ("a.@c.vn", "shape"),
        ("(a)@c.vn", "shape"),
        ("a[1]@c.vn", "shape"),
        ("a@b", "shape"),
        ("a@b..vn", "shape"),
        ("a@-b.vn", "shape"),
        ("a b@c.vn", "shape"),
        ("a@b@c.vn", "shape"),
        ("Nguyễn Văn A", "accented"),
        ("Sở <>", None),
        (f"{'a' * 65}@b.vn", "shape"),
        (f"a@{'b' * 64}.vn", "shape"),
        (f"a@{'.'.join(['b' * 60] * 5)}.vn", "shape"),
        ("A <a..b@c.vn>", "shape"),
        ("=?utf-8?q?a=40b.vn?=", "shape"),
        ("=?utf-8?q?a;b@c.vn?=", "shape"),
    ],
)
def test_what_is_no_address_is_told(text, fault):
    found = [one.fault for one in typed_addresses(text)]
    assert found == ([fault] if fault else [])
