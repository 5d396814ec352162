"""Asking the services, by dotphactl: with the caller's token and addresses (environment), so that everybody sees on paper
what he may see, and the contract's field names are the only format between."""
import json
import shutil
import subprocess

from .errors import ServiceError, refuse

PAGE = 1000


class Services:
    def __init__(self):
        self.program = shutil.which("dotphactl")
        if not self.program:
            refuse("DOTPHACTL_MISSING", "the services are asked through dotphactl, and it is not in the PATH")

    def call(self, *arguments, given=None):
        """One answer as JSON. `given`: a request, for --from-json."""
        command = [self.program, "--output", "json", *map(str, arguments)]
        if given is not None:
            command += ["--from-json", "-"]
        done = subprocess.run(command, input=json.dumps(given) if given is not None else None, capture_output=True,
                              text=True, check=False)
        if done.returncode:
            raise ServiceError(done.returncode, done.stderr.strip())
        return json.loads(done.stdout)

    def all(self, field, *arguments):
        """Every page of a list."""
        found, token = [], ""
        while True:
            page = self.call(*arguments, "--page-size", PAGE, *(["--page-token", token] if token else []))
            found += page.get(field, [])
            token = page.get("next_page_token", "")
            if not token:
                return found
