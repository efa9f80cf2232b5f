# SPDX-License-Identifier: GPL-3.0-or-later

"""Picture files: what `nst` does with their colors, precision, transparency and metadata. Colors are
compared with those of Little CMS (by PIL), with profiles written by the specification (tests/gimp/icc.py)."""

import io
import os
import pathlib
import struct
import subprocess
import sys
import zlib

from nst import Place, expect, main, outcome, painting, photo, skip, some, write_png

sys.path.append(str(pathlib.Path(__file__).parents[1] / "gimp"))

from icc import SPACES, write_profile  # noqa: E402

try:
    import numpy
    from PIL import ExifTags, Image, ImageCms, JpegImagePlugin
except ImportError as problem:
    skip(f"The pictures are made by PIL (python3-pil) and numpy: {problem}")

SPACES["Display P3"] = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.3127, 0.3290), None)
UNTOUCHED = ("--method", "fast", "--strength", 0, "--quiet", "--force")
PAINTED = ("--method", "fast", "--quiet", "--force")
XMP = (b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
       b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
       b'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" dc:source="the attic" '
       b'tiff:Orientation="6"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>')


def place():
    made = Place()
    write_png(made.folder / "style.png", 64, 48, painting)
    return made


def pixels(width=48, height=32):
    """Colors of every kind, saturated ones too."""
    y, x = numpy.mgrid[0:height, 0:width]
    return numpy.stack([x * 255 // (width - 1), y * 255 // (height - 1), (x * 7 + y * 13) % 256], -1).astype(numpy.uint8)


def profile(made, name):
    path = made.folder / (name + ".icc")
    write_profile(path, name)
    return path.read_bytes()


def paint(made, name, out, *words):
    made.works("stylize", name, "style.png", "-o", out, *words)
    return Image.open(made.folder / out)


def close(ours, theirs, most, what):
    difference = numpy.abs(numpy.asarray(ours, float) - numpy.asarray(theirs, float)).max()
    expect(difference <= most, f"{what}: it is off by {difference}, more than {most}")


def to_srgb(image, embedded):
    """As Little CMS does, in 8 bits."""
    return ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(embedded)), ImageCms.createProfile("sRGB"),
                                     ImageCms.Intent.RELATIVE_COLORIMETRIC, "RGB",
                                     flags=ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC)


# ---- Color ------------------------------------------------------------------------------------------------------------


def profiles_are_honored():
    """A painting in a wide space shows what a painting of the same colors in sRGB shows."""
    made = place()
    for name in some(("Adobe RGB (1998)", "ProPhoto RGB", "Display P3")):
        embedded = profile(made, name)
        inside = to_srgb(Image.fromarray(pixels()), profile(made, "sRGB")).resize((48, 32))
        wide = ImageCms.profileToProfile(inside, ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(embedded)),
                                         ImageCms.Intent.RELATIVE_COLORIMETRIC, "RGB")
        wide.save(made.folder / "wide.png", icc_profile=embedded)
        to_srgb(wide, embedded).save(made.folder / "plain.png")
        result = paint(made, "wide.png", "wide-out.png", *PAINTED)
        expect(result.info.get("icc_profile") == embedded, f"the profile {name} is gone")
        # What Fast makes of a content that differs by a step of 8 bits differs by a few.
        expected = numpy.asarray(paint(made, "plain.png", "plain-out.png", *PAINTED), float)
        difference = numpy.abs(numpy.asarray(to_srgb(result, embedded)) - expected).mean()
        expect(difference < 5, f"{name}: it is off by {difference}")
        wide.save(made.folder / "bare.png")
        difference = numpy.abs(numpy.asarray(paint(made, "bare.png", "bare-out.png", *PAINTED)) - expected).mean()
        expect(difference > 10, f"{name}: the same colors without a profile differ by {difference} only")
        close(numpy.asarray(paint(made, "wide.png", "wide-out.png", *UNTOUCHED)), numpy.asarray(wide), 1, name + ", untouched")


def colors_beyond_srgb_stay_where_nothing_is_painted():
    made = place()
    for name in some(("Adobe RGB (1998)", "ProPhoto RGB", "Display P3")):
        embedded = profile(made, name)
        Image.fromarray(pixels()).save(made.folder / "in.png", icc_profile=embedded)
        close(paint(made, "in.png", "out.png", *UNTOUCHED), pixels(), 1, name)
        write_png(made.folder / "mask.png", 48, 32, lambda x, y: (255 if x < 20 else 0,) * 3)
        kept = numpy.asarray(paint(made, "in.png", "out.png", *PAINTED, "--protect", "mask.png"))
        close(kept[:, :20], pixels()[:, :20], 1, name + ", protected")
        expect((kept[:, 24:] != pixels()[:, 24:]).any(), "nothing was painted")
    outcome("Files", "a profile: Display P3, Adobe RGB, ProPhoto RGB", "painted in sRGB, written in the profile, which is embedded; "
            "colors beyond sRGB stay where nothing is painted, and elsewhere as much as the strength leaves of the photograph")


def a_style_has_a_profile_too():
    made = place()
    embedded = profile(made, "ProPhoto RGB")
    style = Image.fromarray(pixels(64, 48) // 2 + 60)
    style.save(made.folder / "wide.png", icc_profile=embedded)
    to_srgb(style, embedded).save(made.folder / "plain.png")
    write_png(made.folder / "in.png", 48, 32, photo)
    made.works("stylize", "in.png", "wide.png", "-o", "a.png", *PAINTED)
    made.works("stylize", "in.png", "plain.png", "-o", "b.png", *PAINTED)
    difference = numpy.abs(numpy.asarray(Image.open(made.folder / "a.png"), float) - numpy.asarray(Image.open(made.folder / "b.png")))
    expect(difference.mean() < 4, f"the style's profile does not count: {difference.mean()}")


def cmyk_comes_back_as_cmyk():
    made = place()
    inks = numpy.stack([pixels()[..., 0], pixels()[..., 1], pixels()[..., 2] // 2, pixels()[..., 0] // 4], -1)
    Image.fromarray(inks, "CMYK").save(made.folder / "in.tif")
    Image.fromarray(inks, "CMYK").save(made.folder / "in.jpg", quality=97, subsampling=0)
    for name in ("in.tif", "in.jpg"):
        result = paint(made, name, "out" + name[2:], *PAINTED)
        expect(result.mode == "CMYK", f"{name} became {result.mode}")
        result = paint(made, name, "out.png", *UNTOUCHED)
        expect(result.mode == "RGB", f"{name} became {result.mode} in a PNG file")
        own, plain = numpy.asarray(result, float), numpy.asarray(Image.open(made.folder / "in.tif").convert("RGB"), float)
        expect(numpy.corrcoef(own.ravel(), plain.ravel())[0, 1] > 0.9, "the colors are others")
    outcome("Files", "CMYK in TIFF or JPEG", "painted in sRGB, comes back as CMYK, in PNG and others as sRGB")


def lab_is_read():
    made = place()
    gentle = pixels() // 2 + 64
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB",
                                     ImageCms.Intent.RELATIVE_COLORIMETRIC)
    ImageCms.applyTransform(Image.fromarray(gentle), to_lab).save(made.folder / "in.tif")
    status, _, problem = made.call("stylize", "in.tif", "style.png", "-o", "out.png", *UNTOUCHED)
    if "bad labq format" in problem:
        # libvips 8.18.7 reads no TIFF file in Lab of 8 bits, not even one that it has written.
        expect(status == 1 and "in.tif" in problem, problem)
        return
    expect(status == 0, problem)
    close(Image.open(made.folder / "out.png"), gentle, 5, "Lab in TIFF")
    outcome("Files", "a TIFF file in Lab", "painted in sRGB and written so")


def gray_and_palette():
    made = place()
    gray = Image.fromarray(pixels()[..., 0])
    gray.save(made.folder / "gray.png")
    alpha = Image.fromarray(numpy.dstack([pixels()[..., 0], pixels()[..., 2]]), "LA")
    alpha.save(made.folder / "alpha.png")
    palette = Image.fromarray(pixels()).quantize(32)
    palette.save(made.folder / "palette.png")
    palette.save(made.folder / "palette.gif")
    for name, expected in (("gray.png", gray.convert("RGB")), ("alpha.png", alpha.convert("RGBA")),
                           ("palette.png", palette.convert("RGB")), ("palette.gif", palette.convert("RGB"))):
        result = paint(made, name, "out.png", *UNTOUCHED)
        expect(result.mode == expected.mode, f"{name} became {result.mode}")
        close(result, expected, 0, name)
    outcome("Files", "gray, gray with transparency, a palette, GIF (its first frame)", "painted in color, as RGB, with the transparency")


# ---- Precision and transparency ---------------------------------------------------------------------------------------


def write_png_16(path, values):
    """(height, width, 3 or 4) of 16 bits."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width, channels = values.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, {3: 2, 4: 6}[channels], 0, 0, 0))
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def read_png_16(path):
    """What write_png_16 writes, with any of PNG's filters."""
    data, at, packed = path.read_bytes(), 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, bits, color = struct.unpack(">IIBB", body[:10])
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    expect(bits == 16, f"{path.name} has {bits} bits")
    channels = {2: 3, 6: 4}[color]
    step, raw, before, rows = 2 * channels, zlib.decompress(packed), bytes(2 * channels * width), []
    for y in range(height):
        line = bytearray(raw[y * (step * width + 1) + 1:(y + 1) * (step * width + 1)])
        kind = raw[y * (step * width + 1)]
        for i in range(len(line)):
            a = line[i - step] if i >= step else 0
            c = before[i - step] if i >= step else 0
            b, p = before[i], a + before[i] - c
            near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            line[i] = (line[i] + (0, a, b, (a + b) // 2, near)[kind]) & 255
        rows.append(numpy.frombuffer(bytes(line), ">u2").reshape(width, channels))
        before = line
    return numpy.stack(rows)


def write_tiff_float(path, values, *, icc=None):
    """An uncompressed TIFF file of (height, width, channels) float values."""
    height, width, channels = values.shape
    data = values.astype("<f4").tobytes()
    entries, extra = [], b""

    def add(tag, kind, *numbers):
        entries.append((tag, kind, numbers))

    add(256, 4, width), add(257, 4, height), add(258, 3, *[32] * channels), add(259, 3, 1), add(262, 3, 2)
    add(273, 4, 8), add(277, 3, channels), add(278, 4, height), add(279, 4, len(data))
    if channels == 4:
        add(338, 3, 2)
    add(339, 3, *[3] * channels)
    if icc:
        add(34675, 7, *icc)
    place_of_extra = 8 + len(data) + 2 + 12 * len(entries) + 4
    table = struct.pack("<H", len(entries))
    for tag, kind, numbers in entries:
        packed = struct.pack("<%d%s" % (len(numbers), {3: "H", 4: "I", 7: "B"}[kind]), *numbers)
        if len(packed) > 4:
            where, packed = place_of_extra + len(extra), packed + b"\0" * (len(packed) % 2)
            extra, packed = extra + packed, struct.pack("<I", where)
        table += struct.pack("<HHI", tag, kind, len(numbers)) + packed.ljust(4, b"\0")
    path.write_bytes(b"II*\0" + struct.pack("<I", 8 + len(data)) + data + table + struct.pack("<I", 0) + extra)


def sixteen_bits():
    made = place()
    values = numpy.random.default_rng(1).integers(0, 65536, (32, 48, 3))
    write_png_16(made.folder / "in.png", values)
    made.works("stylize", "in.png", "style.png", "-o", "out.png", *UNTOUCHED)
    close(read_png_16(made.folder / "out.png"), values, 0, "PNG")
    made.works("stylize", "in.png", "style.png", "-o", "out.tif", *UNTOUCHED)
    made.works("stylize", "out.tif", "style.png", "-o", "back.png", *UNTOUCHED)
    close(read_png_16(made.folder / "back.png"), values, 0, "TIFF")
    made.works("stylize", "in.png", "style.png", "-o", "painted.png", *PAINTED)
    low = read_png_16(made.folder / "painted.png") % 257
    expect(len(numpy.unique(low)) > 200, "the painting has steps of 8 bits")
    expect(paint(made, "in.png", "out.jpg", *UNTOUCHED).mode == "RGB", "JPEG")
    outcome("Files", "16 bits in PNG or TIFF", "stay 16 bits where the format has them, untouched values to the last bit")


def sixteen_bits_in_a_profile():
    made = place()
    values = numpy.random.default_rng(2).integers(0, 65536, (32, 48, 3))
    write_png_16(made.folder / "in.png", values)
    data = (made.folder / "in.png").read_bytes()
    body = b"wide\0\0" + zlib.compress(profile(made, "Adobe RGB (1998)"))
    chunk = struct.pack(">I", len(body)) + b"iCCP" + body + struct.pack(">I", zlib.crc32(b"iCCP" + body))
    (made.folder / "in.png").write_bytes(data[:33] + chunk + data[33:])
    made.works("stylize", "in.png", "style.png", "-o", "out.png", *UNTOUCHED)
    close(read_png_16(made.folder / "out.png"), values, 2, "Adobe RGB")


def floats():
    made = place()
    values = numpy.random.default_rng(3).random((32, 48, 3)).astype(numpy.float32)
    values[:4] *= 4  # brighter than white
    write_tiff_float(made.folder / "in.tif", values, icc=profile(made, "sRGB"))
    made.works("stylize", "in.tif", "style.png", "-o", "out.tif", *UNTOUCHED)
    result = read_float_tiff(made, "out.tif")
    close(result[4:], values[4:], 1e-5, "floats")
    close(result[:4], values[:4], 1e-3, "floats beyond white")
    expect(paint(made, "in.tif", "out.png", *UNTOUCHED).mode in ("RGB", "I;16"), "PNG")
    close(read_png_16(made.folder / "out.png")[4:] / 65535, values[4:], 1e-5, "floats in a PNG file")
    outcome("Files", "floats in TIFF", "stay floats, also beyond white where nothing is painted")


def read_float_tiff(made, name):
    """The values of a TIFF file of 48 x 32 float pixels, as libtiff reads them."""
    script = made.folder / "read.c"
    script.write_text('#include <stdio.h>\n#include <tiffio.h>\n#include <stdlib.h>\nint main (int c, char **v) { TIFF *t = TIFFOpen (v[1], "r"); '
                      'uint32_t h; TIFFGetField (t, TIFFTAG_IMAGELENGTH, &h); tmsize_t n = TIFFScanlineSize (t); void *b = malloc (n); '
                      'for (uint32_t y = 0; y < h; y++) { TIFFReadScanline (t, b, y, 0); fwrite (b, 1, n, stdout); } return 0; }\n')
    reader = made.folder / "read"
    if not reader.exists():
        subprocess.run(["cc", "-o", reader, script, "-ltiff"], check=True)
    raw = subprocess.run([reader, made.folder / name], check=True, capture_output=True).stdout
    return numpy.frombuffer(raw, "<f4").reshape(32, 48, -1)


def transparency_is_kept():
    made = place()
    values = numpy.dstack([pixels(), pixels()[..., 1]])
    values[..., 3][values[..., 3] < 40] = 0
    Image.fromarray(values, "RGBA").save(made.folder / "in.png")
    for out, most in (("out.png", 0), ("out.tif", 0), ("out.webp", 0)):
        result = paint(made, "in.png", out, *PAINTED)
        expect(result.mode == "RGBA", f"{out} is {result.mode}")
        close(numpy.asarray(result)[..., 3], values[..., 3], most, out)
    write_png_16(made.folder / "deep.png", values.astype(numpy.uint16) * 257)
    made.works("stylize", "deep.png", "style.png", "-o", "deep-out.png", *PAINTED)
    close(read_png_16(made.folder / "deep-out.png")[..., 3], values[..., 3] * 257.0, 0, "16 bits")
    expect(paint(made, "in.png", "out.jpg", *PAINTED).mode == "RGB", "JPEG has no transparency")


# ---- Metadata ---------------------------------------------------------------------------------------------------------


def photograph(made, name, orientation, **options):
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Orientation], exif[ExifTags.Base.Software] = "Maker", orientation, "camera 1.0"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2020:02:03 04:05:06"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = b"secret numbers"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (48.0, 8.0, 14.0)
    Image.fromarray(pixels()).save(made.folder / name, exif=exif, **options)
    return exif


def orientation_is_applied():
    made = place()
    turned = {1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
              5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90}
    for orientation, way in some(list(turned.items())):
        photograph(made, "in.png", orientation)
        result = paint(made, "in.png", "out.png", *UNTOUCHED)
        expected = Image.fromarray(pixels())
        close(result, expected.transpose(way) if way is not None else expected, 0, f"orientation {orientation}")
        expect(result.getexif().get(ExifTags.Base.Orientation, 1) == 1, "it would be turned once more")
    outcome("Files", "a photograph that Exif says to turn or mirror, as content or style", "comes out upright, and says so")


def says_what_the_photograph_says(result, path):
    """Camera, program, time, maker's note, place and XMP, and that it is upright."""
    exif, out = result.getexif(), path.name
    details, place_taken = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    expect(exif.get(ExifTags.Base.Make) == "Maker", f"{out}: the camera is gone: {dict(exif)}")
    expect(exif.get(ExifTags.Base.Software, "").startswith("nst "), f"{out}: {exif.get(ExifTags.Base.Software)}")
    expect(details.get(ExifTags.Base.DateTimeOriginal) == "2020:02:03 04:05:06", f"{out}: the time is gone: {details}")
    expect(details.get(ExifTags.Base.MakerNote) == b"secret numbers", f"{out}: the maker's note is gone")
    size = [details.get(tag, side) for tag, side in zip((0xa002, 0xa003), result.size)]
    expect(tuple(size) == result.size, f"{out}: it says that it has {size} pixels")
    expect(place_taken.get(ExifTags.GPS.GPSLatitudeRef) == "N", f"{out}: the place is gone: {place_taken}")
    expect(place_taken.get(ExifTags.GPS.GPSLatitude) == (48.0, 8.0, 14.0), f"{out}: another place: {place_taken}")
    expect(exif.get(ExifTags.Base.Orientation, 1) == 1, f"{out}: it would be turned once more")
    whole = path.read_bytes() + result.info.get("XML:com.adobe.xmp", "").encode()  # PNG files may have it compressed
    expect(b"the attic" in whole, f"{out}: XMP is gone")
    expect(b'tiff:Orientation="6"' not in whole and b"<tiff:Orientation>6" not in whole, f"{out}: XMP still says to turn it")


def metadata_are_kept():
    """From JPEG into every format that holds them, and back out of TIFF."""
    made = place()
    embedded = profile(made, "Display P3")
    photograph(made, "in.jpg", 6, quality=90, dpi=(300, 300), xmp=XMP, icc_profile=embedded)
    for name, out in (("in.jpg", "out.jpg"), ("in.jpg", "out.png"), ("in.jpg", "out.webp"), ("in.jpg", "out.tif"),
                      ("out.tif", "again.tif"), ("out.tif", "again.jpg"), ("out.tif", "again.png")):
        result = paint(made, name, out, *PAINTED)
        says_what_the_photograph_says(result, made.folder / out)
        expect(result.info.get("icc_profile") == embedded, f"{out}: the profile is gone")
        if out != "out.webp":
            expect(tuple(round(float(d)) for d in result.info.get("dpi", (0, 0))) == (300, 300), f"{out}: {result.info.get('dpi')}")
        if not out.endswith(".tif"):
            expect(not {256, 258, 259} & set(result.getexif()), f"{out} has what only a TIFF file has: {dict(result.getexif())}")
    status, said, problem = made.call_bytes("stylize", "in.jpg", "style.png", "-o", "-", "--format", "tif", *PAINTED)
    expect(status == 0 and said == (made.folder / "out.tif").read_bytes(), f"the standard output has another file: {problem}")
    outcome("Files", "Exif (camera, time, place, maker's note), XMP, IPTC, resolution",
            "kept; only JPEG and TIFF have IPTC, WebP has no resolution but in Exif")


def a_tiff_file_with_much_in_it():
    """16 bits, floats, transparency and more XMP than a JPEG file holds: Exif comes along, and no pixel changes."""
    made = place()
    values = numpy.random.default_rng(4).integers(0, 65536, (32, 48, 4)).astype(numpy.uint16)
    exif = photograph(made, "in.jpg", 1)
    write_png_16(made.folder / "deep.png", values)
    body = exif.tobytes()[6:]
    data = (made.folder / "deep.png").read_bytes()
    chunk = struct.pack(">I", len(body)) + b"eXIf" + body + struct.pack(">I", zlib.crc32(b"eXIf" + body))
    (made.folder / "deep.png").write_bytes(data[:33] + chunk + data[33:])
    made.works("stylize", "deep.png", "style.png", "-o", "deep.tif", *UNTOUCHED)
    made.works("stylize", "deep.tif", "style.png", "-o", "back.png", *UNTOUCHED)
    close(read_png_16(made.folder / "back.png"), values, 0, "16 bits with transparency and Exif")
    expect(Image.open(made.folder / "back.png").getexif().get(ExifTags.Base.Make) == "Maker", "the camera is gone")

    long = XMP.replace(b"the attic", b"the attic" + b" of a large house" * 5000)
    Image.fromarray(pixels()).save(made.folder / "long.webp", lossless=True, exif=exif, xmp=long)
    made.works("stylize", "long.webp", "style.png", "-o", "long.tif", *UNTOUCHED)
    result = Image.open(made.folder / "long.tif")
    expect(b"a large house of a large house" in (made.folder / "long.tif").read_bytes(), "long XMP is gone")
    expect(result.getexif().get(ExifTags.Base.Make) == "Maker", "Exif beside long XMP is gone")
    close(result, pixels(), 0, "WebP into TIFF")


def iptc_is_kept():
    made = place()
    photograph(made, "in.jpg", 1)
    caption = b"\x1c\x02\x78" + struct.pack(">H", 11) + b"A long walk"
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(caption)) + caption
    body = b"Photoshop 3.0\0" + resource + b"\0" * (len(resource) % 2)
    data = (made.folder / "in.jpg").read_bytes()
    (made.folder / "in.jpg").write_bytes(data[:2] + b"\xff\xed" + struct.pack(">H", len(body) + 2) + body + data[2:])
    made.works("stylize", "in.jpg", "style.png", "-o", "out.jpg", *PAINTED)
    expect(body in (made.folder / "out.jpg").read_bytes(), "IPTC is gone")
    made.works("stylize", "in.jpg", "style.png", "-o", "out.tif", *PAINTED)
    made.works("stylize", "out.tif", "style.png", "-o", "back.jpg", *PAINTED)
    expect(caption in (made.folder / "out.tif").read_bytes(), "IPTC is gone in TIFF")
    back = JpegImagePlugin.JpegImageFile(made.folder / "back.jpg")
    expect(back.info["photoshop"][0x0404] == caption, f"out of TIFF came {back.info.get('photoshop')}")


def no_small_picture_of_the_original():
    """A preview in the Exif data would show the photograph, not the painting."""
    made = place()
    photograph(made, "in.jpg", 1)
    small = io.BytesIO()
    Image.fromarray(pixels()).resize((16, 10)).save(small, "JPEG")
    thumbnail = small.getvalue()
    ifd0 = struct.pack("<H", 1) + struct.pack("<HHI4s", 0x10f, 2, 4, b"Abc\0")
    ifd1 = struct.pack("<HHHII", 2, 0x201, 4, 1, 56) + struct.pack("<HHII", 0x202, 4, 1, len(thumbnail)) + struct.pack("<I", 0)
    tiff = b"II*\0" + struct.pack("<I", 8) + ifd0 + struct.pack("<I", 26) + ifd1
    tiff = tiff.ljust(56, b"\0") + thumbnail
    Image.fromarray(pixels()).save(made.folder / "in.jpg", exif=b"Exif\0\0" + tiff)
    expect(thumbnail in (made.folder / "in.jpg").read_bytes(), "the test's photograph has no small picture")
    made.works("stylize", "in.jpg", "style.png", "-o", "out.jpg", *PAINTED)
    expect(thumbnail[-40:] not in (made.folder / "out.jpg").read_bytes(), "the small picture is the photograph's")


def quality_is_kept():
    made = place()
    write_png(made.folder / "in.png", 96, 64, photo)
    plain = Image.open(made.folder / "in.png")
    for quality in some((35, 60, 83, 92, 99)):
        for subsampling in (0, 2):
            plain.save(made.folder / "in.jpg", quality=quality, subsampling=subsampling)
            result = paint(made, "in.jpg", "out.jpg", *PAINTED)
            tables = Image.open(made.folder / "in.jpg").quantization
            expect(result.quantization == tables, f"quality {quality} has other tables: {result.quantization[0][:8]}, {tables[0][:8]}")
            expect(JpegImagePlugin.get_sampling(result) == subsampling, f"the colors are sampled as {JpegImagePlugin.get_sampling(result)}")
    outcome("Files", "a JPEG file", "the painting has its quality and its sampling of colors, or what `--quality` says")


# ---- Formats ----------------------------------------------------------------------------------------------------------


def formats_out_and_in():
    made = place()
    write_png(made.folder / "in.png", 64, 48, lambda x, y: (x * 4, y * 5, 128))
    plain = numpy.asarray(Image.open(made.folder / "in.png"), float)
    for out, most in (("a.png", 0), ("a.tif", 0), ("a.tiff", 0), ("a.bmp", 0), ("a.jpg", 10), ("a.jpeg", 10), ("a.webp", 25),
                      ("a.gif", 60), ("a.jxl", 30), ("a.avif", 16), ("a.heic", 16)):
        status, _, problem = made.call("stylize", "in.png", "style.png", "-o", out, *UNTOUCHED)
        if status == 2 and "libvips" in problem:
            print(f"# no {out[2:]} here")
            continue
        expect(status == 0, f"{out}: {problem}")
        back = numpy.asarray(paint(made, out, "back.png", *UNTOUCHED), float)
        close(back, plain, most, out)
        expect(numpy.abs(back - plain).mean() <= most / 8, f"{out} is another picture")
    outcome("Files", "PNG, JPEG, TIFF, WebP, AVIF, HEIC, JPEG XL, GIF, BMP", "read and written, as far as the system's libvips does")


def deep_formats():
    made = place()
    values = numpy.stack([numpy.linspace(0, 65535, 48)] * 32)[..., None].repeat(3, -1).astype(numpy.uint16)
    write_png_16(made.folder / "in.png", values)
    for out, most in (("a.jxl", 600), ("a.avif", 1200), ("a.heic", 1200)):
        status, _, problem = made.call("stylize", "in.png", "style.png", "-o", out, *UNTOUCHED)
        if status == 2 and "libvips" in problem:
            continue
        expect(status == 0, f"{out}: {problem}")
        made.works("stylize", out, "style.png", "-o", "back.png", *UNTOUCHED)
        close(read_png_16(made.folder / "back.png"), values, most, out)


def write_psd(path, values):
    height, width, _ = values.shape
    path.write_bytes(b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, height, width, 8, 3) + struct.pack(">III", 0, 0, 0)
                     + struct.pack(">H", 0) + b"".join(values[..., c].tobytes() for c in range(3)))


def write_exr(path, values):
    """An uncompressed OpenEXR file of (height, width, 3) floats, proportional to light."""
    height, width, _ = values.shape

    def attribute(name, kind, data):
        return name + b"\0" + kind + b"\0" + struct.pack("<I", len(data)) + data

    channels = b"".join(name + b"\0" + struct.pack("<IB3xII", 2, 0, 1, 1) for name in (b"B", b"G", b"R")) + b"\0"
    window = struct.pack("<iiii", 0, 0, width - 1, height - 1)
    header = (b"v/1\x01" + struct.pack("<I", 2) + attribute(b"channels", b"chlist", channels)
              + attribute(b"compression", b"compression", b"\0") + attribute(b"dataWindow", b"box2i", window)
              + attribute(b"displayWindow", b"box2i", window) + attribute(b"lineOrder", b"lineOrder", b"\0")
              + attribute(b"pixelAspectRatio", b"float", struct.pack("<f", 1)) + attribute(b"screenWindowCenter", b"v2f", bytes(8))
              + attribute(b"screenWindowWidth", b"float", struct.pack("<f", 1)) + b"\0")
    size = 8 + 12 * width
    offsets = struct.pack("<%dQ" % height, *[len(header) + 8 * height + y * size for y in range(height)])
    lines = b"".join(struct.pack("<iI", y, 12 * width) + b"".join(values[y, :, c].astype("<f4").tobytes() for c in (2, 1, 0))
                     for y in range(height))
    path.write_bytes(header + offsets + lines)


def formats_only_read():
    made = place()
    values = pixels()
    write_psd(made.folder / "in.psd", values)
    close(paint(made, "in.psd", "out.png", *UNTOUCHED), values, 0, "PSD")
    (made.folder / "in.ppm").write_bytes(b"P6\n48 32\n255\n" + values.tobytes())
    close(paint(made, "in.ppm", "out.png", *UNTOUCHED), values, 0, "PPM")
    encoded = values / 255.0
    linear = numpy.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    write_exr(made.folder / "in.exr", linear)
    made.works("stylize", "in.exr", "style.png", "-o", "out.png", *UNTOUCHED)
    close(read_png_16(made.folder / "out.png") / 257, values, 0.05, "OpenEXR")
    made.works("stylize", "in.exr", "style.png", "-o", "out.tif", *UNTOUCHED)
    close(read_float_tiff(made, "out.tif"), linear, 4e-4, "OpenEXR in TIFF")
    # A radiance of 1 is a mantissa of 128 with an exponent of 129.
    (made.folder / "in.hdr").write_bytes(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 32 +X 48\n"
                                         + numpy.dstack([values // 2, numpy.full((32, 48, 1), 129, numpy.uint8)]).tobytes())
    made.works("stylize", "in.hdr", "style.png", "-o", "out.tif", *UNTOUCHED)
    close(read_float_tiff(made, "out.tif"), values // 2 / 128.0, 0.01, "Radiance")
    (made.folder / "in.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="48" height="32"><rect width="48" '
                                        'height="32" fill="#123456"/></svg>')
    close(numpy.asarray(paint(made, "in.svg", "out.png", *UNTOUCHED))[..., :3], [[[0x12, 0x34, 0x56]]], 1, "SVG")
    for name in ("in.psd", "in.exr", "in.svg"):
        made.fails("stylize", name, "style.png", "-o", "out" + name[2:], *PAINTED, says=("out" + name[2:], ".png"), status=2)
    outcome("Files", "PSD, OpenEXR, Radiance, PNM, SVG", "are read; to be written they need another ending, a sentence says so")


def a_name_does_not_make_a_format():
    made = place()
    Image.fromarray(pixels()).save(made.folder / "in.png")
    (made.folder / "in.png").rename(made.folder / "in.jpg")
    close(paint(made, "in.jpg", "out.png", *UNTOUCHED), pixels(), 0, "a PNG file called .jpg")
    (made.folder / "in.jpg").rename(made.folder / "in")
    close(paint(made, "in", "out.png", *UNTOUCHED), pixels(), 0, "a PNG file without an ending")


def files_that_are_no_pictures():
    made = place()
    write_png(made.folder / "in.png", 64, 48, photo)
    whole = (made.folder / "in.png").read_bytes()
    photograph(made, "in.jpg", 1)
    for name, content, says in (
            ("empty.png", b"", "empty"), ("words.png", b"This is no picture.", "format"), ("image.xcf", b"gimp xcf v011\0", "GIMP"),
            ("page.pdf", b"%PDF-1.7", "PDF"), ("film.mp4", b"\0\0\0\x18ftypisom", "film"), ("raw.CR2", b"II*\0\x10\0\0\0CR", "raw"),
            ("raw.dng", b"II*\0\x10\0\0\0", "raw"), ("cut.png", whole[:len(whole) // 2], "PNG"), ("head.png", whole[:20], "PNG"),
            ("cut.jpg", (made.folder / "in.jpg").read_bytes()[:-300], "JPEG"), ("cut.tif", b"II*\0\x08\0\0\0", "TIFF"),
            ("cut.webp", b"RIFF\x20\0\0\0WEBPVP8 ", "WebP"), ("cut.exr", b"v/1\x01\x02\0\0\0", "OpenEXR"), ("cut.psd", b"8BPS\0\1", "PSD"),
            ("cut.heic", b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"), ("cut.svg", b"<svg", "SVG")):
        (made.folder / name).write_bytes(content)
        made.fails("stylize", name, "style.png", "-o", "out.png", *PAINTED, says=(name, says))
        made.fails("stylize", "in.png", name, "-o", "out.png", *PAINTED, says=(name, says))
    made.fails("stylize", "in.png", "style.png", "--protect", "words.png", "-o", "out.png", *PAINTED, says="words.png")
    expect(not (made.folder / "out.png").exists(), "something was painted")
    outcome("Files", "an empty file, a damaged one, one that ends too early, a film, a raw photograph, an XCF image, as content or style",
            "a sentence names the file and says what it is")


def a_picture_that_is_too_large():
    """A few bytes that promise billions of pixels."""
    made = place()
    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    (made.folder / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head
                                           + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + struct.pack(">I", 4) + b"IDAT"
                                           + zlib.compress(b"")[:4] + struct.pack(">I", 0))
    made.fails("stylize", "bomb.png", "style.png", "-o", "out.png", *PAINTED, says="bomb.png")


main([profiles_are_honored, colors_beyond_srgb_stay_where_nothing_is_painted, a_style_has_a_profile_too, cmyk_comes_back_as_cmyk,
      lab_is_read, gray_and_palette, sixteen_bits, sixteen_bits_in_a_profile, floats, transparency_is_kept, orientation_is_applied,
      metadata_are_kept, a_tiff_file_with_much_in_it, iptc_is_kept, no_small_picture_of_the_original, quality_is_kept, formats_out_and_in, deep_formats,
      formats_only_read, a_name_does_not_make_a_format, files_that_are_no_pictures, a_picture_that_is_too_large],
     numeric=(profiles_are_honored, a_style_has_a_profile_too, sixteen_bits_in_a_profile, quality_is_kept, deep_formats))
