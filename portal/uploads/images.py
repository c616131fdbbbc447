"""Pictures: decoded and encoded anew, so that only the pixels remain."""

import io

import pillow_heif
from PIL import Image, ImageOps

from portal.uploads.refusals import Refusal, UploadRefusedError

# 50-megapixel phones make 50.1 million; decoded, each pixel takes four bytes.
MAX_PIXELS = 52_000_000
JPEG_QUALITY = 90
GREY_OR_COLOUR = ("L", "RGB")
PNG_MODES = ("1", "L", "LA", "RGB", "RGBA")

# The limit is our own, checked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
pillow_heif.options.DECODE_THREADS = 1
pillow_heif.options.THUMBNAILS = False
pillow_heif.register_heif_opener()


def clean_jpeg(content: bytes) -> bytes:
    return _jpeg_of(_pixels(content, "JPEG"))


def clean_webp(content: bytes) -> bytes:
    return _jpeg_of(_pixels(content, "WEBP"))


def clean_heic(content: bytes) -> bytes:
    return _jpeg_of(_pixels(content, "HEIF"))


def clean_png(content: bytes) -> bytes:
    image = _pixels(content, "PNG")
    if image.mode not in PNG_MODES:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return _encoded(image, "PNG")


def _pixels(content: bytes, decoder: str) -> Image.Image:
    """The picture as it is looked at, turned upright. Raises UploadRefusedError."""
    try:
        with Image.open(io.BytesIO(content), formats=[decoder]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UploadRefusedError(Refusal.TOO_COMPLEX)
            # A phone's JPEG may carry a second picture; a moving one would lose what it shows.
            if decoder in {"PNG", "WEBP"} and getattr(image, "n_frames", 1) > 1:
                raise UploadRefusedError(Refusal.UNKNOWN_KIND)
            image.load()
            ImageOps.exif_transpose(image, in_place=True)
            return image.copy()
    # Decoders raise nearly anything on a broken file (SyntaxError among them).
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        raise UploadRefusedError(Refusal.DAMAGED) from error


def _jpeg_of(image: Image.Image) -> bytes:
    if image.has_transparency_data:
        image = _on_white(image.convert("RGBA"))
    if image.mode not in GREY_OR_COLOUR:
        image = image.convert("RGB")
    return _encoded(image, "JPEG", quality=JPEG_QUALITY)


def _on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _encoded(image: Image.Image, encoder: str, **options: int) -> bytes:
    # Comments, colour profiles and the like travel in `info` from one file to the next.
    image.info.clear()
    output = io.BytesIO()
    image.save(output, encoder, **options)
    return output.getvalue()
