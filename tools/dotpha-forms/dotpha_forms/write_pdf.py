"""Document -> PDF: the DOCX, converted by LibreOffice. What is printed is then what the DOCX holds."""
import shutil
import subprocess
import tempfile
from pathlib import Path

from .errors import refuse
from .write_docx import write_docx

# The longest plan of the sample takes some seconds on a slow machine; a converter that hangs must not hang its caller.
CONVERT_SECONDS = 300


def write_pdf(document, path):
    converter = shutil.which("soffice") or shutil.which("libreoffice")
    if converter is None:
        refuse("RENDERER_MISSING", "PDF needs LibreOffice (Debian: libreoffice-writer-nogui, or scripts/setup forms); "
                                   "DOCX and XLSX need it not")
    with tempfile.TemporaryDirectory(prefix="dotpha-forms-") as folder:
        source = Path(folder) / "form.docx"
        write_docx(document, source)
        # A profile of its own: LibreOffice runs once for each profile, and the user's may be open.
        command = [converter, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
                   "--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=CONVERT_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            refuse("RENDERER_FAILED", f"LibreOffice did not end within {CONVERT_SECONDS} s")
        result = Path(folder) / "form.pdf"
        if not result.exists():
            refuse("RENDERER_FAILED", f"LibreOffice: {(done.stderr or done.stdout).strip()}")
        shutil.copyfile(result, path)
