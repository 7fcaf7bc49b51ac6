"""Runs under the interpreter that has LibreOffice's `uno`; reads jobs as JSON lines, answers each with a line.

A job: {"open": path, "do": [[what, ...], ...], "cells": [[sheet, cell, value], ...], "save": {path: filter},
"lock": password to save under}. What can be done: unprotect sheet password, unlock password (of the workbook),
insert_rows/delete_rows sheet at count, insert_columns sheet at count, rename sheet name, sort sheet range column,
copy_out sheet range (its visible cells alone, into a new sheet, everything else removed), drop sheet.
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


def sort(sheet, area, column):
    field = uno.createUnoStruct("com.sun.star.table.TableSortField")
    field.Field, field.IsAscending = column, True
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    cells = sheet.getCellRangeByName(area)
    cells.sort((prop("SortFields", fields), prop("ContainsHeader", False)))


def copy_out(document, name, area):
    source = document.Sheets.getByName(name)
    document.Sheets.insertNewByName("Trang1", 0)
    target = document.Sheets.getByName("Trang1")
    cells = source.getCellRangeByName(area)
    address = cells.RangeAddress
    line = 0
    for row in range(address.StartRow, address.EndRow + 1):
        if not source.Rows.getByIndex(row).IsVisible:
            continue
        for column in range(address.StartColumn, address.EndColumn + 1):
            cell = source.getCellByPosition(column, row)
            here = target.getCellByPosition(column - address.StartColumn, line)
            if cell.Type.value == "VALUE":
                here.Value = cell.Value
            else:
                here.String = cell.String
        line += 1
    for other in [other for other in document.Sheets.ElementNames if other != "Trang1"]:
        document.Sheets.removeByName(other)
    properties = document.DocumentProperties.UserDefinedProperties
    for known in [one.Name for one in properties.PropertySetInfo.Properties]:
        properties.removeProperty(known)


def do(document, what, *told):
    sheets = document.Sheets
    match what:
        case "unprotect":
            sheets.getByName(told[0]).unprotect(told[1])
        case "unlock":
            document.unprotect(told[0])
        case "insert_rows":
            sheets.getByName(told[0]).Rows.insertByIndex(told[1], told[2])
        case "delete_rows":
            sheets.getByName(told[0]).Rows.removeByIndex(told[1], told[2])
        case "insert_columns":
            sheets.getByName(told[0]).Columns.insertByIndex(told[1], told[2])
        case "rename":
            sheets.getByName(told[0]).Name = told[1]
        case "sort":
            sort(sheets.getByName(told[0]), told[1], told[2])
        case "copy_out":
            copy_out(document, *told)
        case "drop":
            sheets.removeByName(told[0])


def run(desktop, job):
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(job["open"]), "_blank", 0, (prop("Hidden", True),))
    if document is None:
        raise RuntimeError("cannot open " + job["open"])
    try:
        for sheet, cell, value in job["cells"]:
            put(document, sheet, cell, value)
        for what in job.get("do", []):
            do(document, *what)
        if hasattr(document, "calculateAll"):  # a text document has nothing to calculate
            document.calculateAll()
        for path, name in job["save"].items():
            lock = (prop("Password", job["lock"]),) if job.get("lock") else ()
            document.storeToURL(uno.systemPathToFileUrl(path), (prop("FilterName", name), *lock))
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
