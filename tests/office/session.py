"""Runs under the interpreter that has LibreOffice's `uno`; reads jobs as JSON lines, answers each with a line.

A job: {"open": path, "password": null, "cells": [[sheet, cell, value], ...], "save": {path: filter}}.
"""

import json
import os
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def put(document, sheet, cell, value):
    target = document.Sheets.getByName(sheet).getCellRangeByName(cell)
    if isinstance(value, str):
        target.String = value
    else:
        target.Value = value


def run(desktop, job):
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(job["open"]), "_blank", 0, (prop("Hidden", True),))
    if document is None:
        raise RuntimeError("cannot open " + job["open"])
    try:
        for sheet, cell, value in job["cells"]:
            put(document, sheet, cell, value)
        document.calculateAll()
        for path, name in job["save"].items():
            document.storeToURL(uno.systemPathToFileUrl(path), (prop("FilterName", name),))
    finally:
        document.close(True)


def main():
    profile, pipe = sys.argv[1:]
    office = subprocess.Popen(
        [
            "soffice",
            "-env:UserInstallation=" + uno.systemPathToFileUrl(profile),
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        desktop = connect(pipe)
        print(json.dumps({"ok": True}), flush=True)
        for line in sys.stdin:
            try:
                run(desktop, json.loads(line))
                answer = {"ok": True}
            except Exception as error:
                answer = {"ok": False, "error": repr(error)}
            print(json.dumps(answer), flush=True)
        try:
            desktop.terminate()
        except Exception:
            pass
    finally:
        time.sleep(0.2)
        if office.poll() is None:
            os.killpg(office.pid, 15)


main()
