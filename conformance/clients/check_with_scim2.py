"""Runs the SCIM clients from PyPI against a server, and fails on what they do not like.

Usage: check_with_scim2.py URL      (the bearer token stands in the environment as TOKEN)

First scim2-tester walks discovery, create, read, replace, patch and delete of every resource type
the server announces; then scim2-client does a round of work, a walk by cursor and a bulk request
among it; then the command `scim` of scim2-cli does what a person would try by hand.
The tenant behind the token should be empty.
"""

import json
import os
import pathlib
import subprocess
import sys
from collections import Counter

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from work_with_client import run_client

FINE = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}


def main():
    if len(sys.argv) != 2 or not os.environ.get("TOKEN"):
        sys.exit(__doc__)
    url, token = sys.argv[1], os.environ["TOKEN"]
    failures = run_tester(url, token) + run_client(url, token) + run_cli(url, token)
    sys.exit(1 if failures else 0)


def run_tester(url, token):
    """Runs scim2-tester and returns how many findings were not fine."""
    client = SyncSCIMClient(Client(base_url=url, headers={"Authorization": f"Bearer {token}"}))
    results = check_server(client)
    outcomes = Counter()
    for result in results:
        if result.status in FINE:
            outcomes["passed"] += 1
        else:
            outcomes["failed"] += 1
            print(f"{result.status.name} {result.resource_type or ''} {result.title}\n  {result.reason}")
            print(f"  {result.data}")
    if outcomes["passed"] == 0:
        outcomes["failed"] += 1
        print("scim2-tester checked nothing")
    print(f"scim2-tester: {outcomes['passed']} passed, {outcomes['failed']} failed")
    return outcomes["failed"]


def run_cli(url, token):
    """Does a round of everyday work with scim2-cli and returns how many steps went wrong."""
    command = Scim(url, token)
    ann = command.run("create", "user", "--user-name", "ann.lee@contoso.example", "--title", "Analyst")
    group = command.run("create", "group", "--display-name", "Finance")
    if not ann or not group:
        return command.report()
    command.run("query", "user", ann["id"], "--attribute", "title", shows="Analyst")
    command.run("modify", "user", ann["id"], "replace", "title", "Manager", shows="Manager")
    members = json.dumps([{"value": ann["id"]}])
    command.run("modify", "group", group["id"], "add", "members", members, shows=ann["id"])
    command.run("query", "user", "--filter", 'title eq "manager"', shows=ann["id"])
    command.run("search", "group", "--filter", f'members.value eq "{ann["id"]}"', shows="Finance")
    command.run("replace", "user", "--id", ann["id"], "--user-name", "ann@contoso.example",
                shows="ann@contoso.example")
    command.run("delete", "group", group["id"])
    command.run("delete", "user", ann["id"])
    return command.report()


class Scim:
    """The `scim` command against one server; remembers what went wrong."""

    def __init__(self, url, token):
        self.environment = dict(
            os.environ, SCIM_CLI_URL=url, SCIM_CLI_HEADERS=f"Authorization: Bearer {token}"
        )
        self.program = pathlib.Path(sys.executable).parent / "scim"
        self.passed = self.failed = 0

    def run(self, *arguments, shows=""):
        """Runs one command, whose output must contain `shows`; returns the output as JSON."""
        done = subprocess.run([self.program, *arguments], env=self.environment, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode == 0 and shows in done.stdout:
            self.passed += 1
            return json.loads(done.stdout) if done.stdout.strip() else None
        self.failed += 1
        print(f"scim {' '.join(arguments)}: exit {done.returncode}, expected {shows!r} in\n"
              f"{done.stdout}{done.stderr}")
        return None

    def report(self):
        print(f"scim2-cli: {self.passed} passed, {self.failed} failed")
        return self.failed


if __name__ == "__main__":
    main()
