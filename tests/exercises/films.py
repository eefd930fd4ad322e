"""The smallest files that are whole videos from the outside."""


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def mp4(brand: bytes = b"isom", padding: int = 1000) -> bytes:
    return (
        box(b"ftyp", brand + b"\x00\x00\x02\x00" + b"isommp41")
        + box(b"moov", b"\x00" * 20)
        + box(b"mdat", b"m" * padding)
    )


def webm() -> bytes:
    return (
        b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x04B\x85\x81\x02"
        b"\x18S\x80g" + b"w" * 500
    )
