"""A store with sample files in it, and a server that psql asks."""

import os
import re
import subprocess
import sys

PASSWORD = "sample-password"


class Sample:
    """Files in a store of their own, with a server to ask."""

    def __init__(self, program, paths, work, *options):
        self.environment = {**os.environ, "COHORT_STORE": f"{work}/store", "PGPASSWORD": PASSWORD}
        self.program, self.paths, self.options = program, paths, options

    def __enter__(self):
        self.cohort("import", *map(str, self.paths), *self.options)
        self.cohort("user", "add", "sample", "--admin", "--password-stdin", input=PASSWORD)
        self.server = subprocess.Popen([self.program, "serve", "--listen", "127.0.0.1:0"],
                                       env=self.environment, stdout=subprocess.PIPE, text=True)
        for line in self.server.stdout:
            found = re.search(r"127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = found.group(1)
                break
        else:
            sys.exit("the server did not say where it listens")
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()

    def cohort(self, *arguments, input=None):
        subprocess.run([self.program, *arguments], env=self.environment, input=input, text=True,
                       check=True, stdout=subprocess.DEVNULL)

    def ask(self, sql):
        done = subprocess.run(
            ["psql", "-X", "-A", "-t", "-F", "\t", "-h", "127.0.0.1", "-p", self.port, "-U", "sample",
             "-d", "live", "-v", "ON_ERROR_STOP=1", "-c", sql],
            env=self.environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{sql}\n{done.stderr}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def one(self, sql):
        return self.ask(sql)[0][0]
