"""The few pdfium functions on the hot path, with plain integers as handles.

pypdfium2's own bindings wrap each handle in an object, and importing all of them takes as long as reading a letter;
here a page has some thousand calls of few functions. Names and signatures: pdfium ``fpdf_text.h``,
``fpdf_edit.h``, ``fpdfview.h``.
"""

from __future__ import annotations

import ctypes
import os
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int, c_uint, c_ulong, c_void_p
from importlib.util import find_spec
from typing import Any


class Rect(ctypes.Structure):
    """FS_RECTF, in page units with y upwards."""

    _fields_ = (("left", c_float), ("top", c_float), ("right", c_float), ("bottom", c_float))


class _Config(ctypes.Structure):
    """FPDF_LIBRARY_CONFIG, version 2."""

    _fields_ = (
        ("version", c_int),
        ("font_paths", c_void_p),
        ("isolate", c_void_p),
        ("embedder_slot", c_uint),
    )


def _library() -> Any:
    """pdfium as pypdfium2 ships it, started; where a build of it keeps the library elsewhere, its own bindings."""
    package = find_spec("pypdfium2_raw")
    for folder in (package and package.submodule_search_locations) or ():
        for file in (f"{folder}/libpdfium.so", f"{folder}/libpdfium.dylib"):
            if os.access(file, os.R_OK):
                library = ctypes.CDLL(file)
                library.FPDF_InitLibraryWithConfig(byref(_Config(version=2)))  # does nothing where it was started
                return library
    import pypdfium2

    return pypdfium2.raw


_functions = _library()


def _bind(name: str, result: Any, *arguments: Any) -> Any:
    address = ctypes.cast(getattr(_functions, name), c_void_p).value or 0
    return ctypes.CFUNCTYPE(result, *arguments)(address)


class Handle(c_void_p):
    """A thing in pdfium's hands, as ``bare`` functions take it. ``value``: the same as an integer."""


def _bind_bare(name: str, result: Any) -> Any:
    """The same without a look at the arguments, in half the time: for what is asked of every word and drawn thing.

    Handles are to be given as Handle; a plain integer would be cut to 32 bits.
    """
    return ctypes.CFUNCTYPE(result)(ctypes.cast(getattr(_functions, name), c_void_p).value or 0)


load_document = _bind("FPDF_LoadMemDocument64", c_void_p, c_char_p, c_ulong, c_char_p)
close_document = _bind("FPDF_CloseDocument", None, c_void_p)
last_error = _bind("FPDF_GetLastError", c_ulong)
page_count = _bind("FPDF_GetPageCount", c_int, c_void_p)
attachment_count = _bind("FPDFDoc_GetAttachmentCount", c_int, c_void_p)
script_count = _bind("FPDFDoc_GetJavaScriptActionCount", c_int, c_void_p)

meta_text = _bind("FPDF_GetMetaText", c_ulong, c_void_p, c_char_p, c_void_p, c_ulong)

load_page = _bind("FPDF_LoadPage", c_void_p, c_void_p, c_int)
close_page = _bind("FPDF_ClosePage", None, c_void_p)
page_width = _bind("FPDF_GetPageWidthF", c_float, c_void_p)
page_height = _bind("FPDF_GetPageHeightF", c_float, c_void_p)
device_to_page = _bind("FPDF_DeviceToPage", c_int, c_void_p, *[c_int] * 7, POINTER(c_double), POINTER(c_double))

load_text = _bind("FPDFText_LoadPage", c_void_p, c_void_p)
close_text = _bind("FPDFText_ClosePage", None, c_void_p)
count_chars = _bind("FPDFText_CountChars", c_int, c_void_p)
get_text = _bind("FPDFText_GetText", c_int, c_void_p, c_int, c_int, c_void_p)
char_unicode = _bind("FPDFText_GetUnicode", c_uint, c_void_p, c_int)
char_box = _bind_bare("FPDFText_GetLooseCharBox", None)
char_object = _bind_bare("FPDFText_GetTextObject", c_void_p)
char_origin = _bind_bare("FPDFText_GetCharOrigin", c_int)
char_size = _bind_bare("FPDFText_GetFontSize", c_double)
char_matrix = _bind_bare("FPDFText_GetMatrix", c_int)
char_angle = _bind("FPDFText_GetCharAngle", c_float, c_void_p, c_int)

count_objects = _bind("FPDFPage_CountObjects", c_int, c_void_p)
get_object = _bind("FPDFPage_GetObject", Handle, c_void_p, c_int)
count_form_objects = _bind("FPDFFormObj_CountObjects", c_int, c_void_p)
get_form_object = _bind("FPDFFormObj_GetObject", Handle, c_void_p, c_ulong)
set_active = _bind("FPDFPageObj_SetIsActive", c_int, c_void_p, c_int)
object_type = _bind_bare("FPDFPageObj_GetType", c_int)
object_bounds = _bind_bare("FPDFPageObj_GetBounds", c_int)
object_matrix = _bind("FPDFPageObj_GetMatrix", c_int, c_void_p, c_void_p)
fill_color = _bind_bare("FPDFPageObj_GetFillColor", c_int)
render_mode = _bind_bare("FPDFTextObj_GetTextRenderMode", c_int)

draw_mode = _bind_bare("FPDFPath_GetDrawMode", c_int)
count_segments = _bind_bare("FPDFPath_CountSegments", c_int)
get_segment = _bind_bare("FPDFPath_GetPathSegment", Handle)
segment_type = _bind_bare("FPDFPathSegment_GetType", c_int)
segment_point = _bind_bare("FPDFPathSegment_GetPoint", c_int)

annotation_count = _bind("FPDFPage_GetAnnotCount", c_int, c_void_p)
get_annotation = _bind("FPDFPage_GetAnnot", c_void_p, c_void_p, c_int)
close_annotation = _bind("FPDFPage_CloseAnnot", None, c_void_p)
annotation_subtype = _bind("FPDFAnnot_GetSubtype", c_int, c_void_p)
annotation_flags = _bind("FPDFAnnot_GetFlags", c_int, c_void_p)
annotation_text = _bind("FPDFAnnot_GetStringValue", c_ulong, c_void_p, c_char_p, c_void_p, c_ulong)
annotation_rect = _bind("FPDFAnnot_GetRect", c_int, c_void_p, c_void_p)

annotation_has = _bind("FPDFAnnot_HasKey", c_int, c_void_p, c_char_p)
make_part = _bind("FPDFPage_Flatten", c_int, c_void_p, c_int)  # of the page: what its fields and notes show

clip_path = _bind("FPDFPageObj_GetClipPath", Handle, c_void_p)
count_clips = _bind_bare("FPDFClipPath_CountPaths", c_int)
count_clip_segments = _bind("FPDFClipPath_CountPathSegments", c_int, c_void_p, c_int)
get_clip_segment = _bind("FPDFClipPath_GetPathSegment", Handle, c_void_p, c_int, c_int)

create_bitmap = _bind("FPDFBitmap_CreateEx", c_void_p, c_int, c_int, c_int, c_void_p, c_int)
destroy_bitmap = _bind("FPDFBitmap_Destroy", None, c_void_p)
render_page = _bind("FPDF_RenderPageBitmap", None, c_void_p, c_void_p, *[c_int] * 6)

BGRX = 3
TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
LINE_TO, BEZIER_TO, MOVE_TO = 0, 1, 2
PASSWORD_ERROR, SECURITY_ERROR = 4, 5
