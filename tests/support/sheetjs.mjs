// Converts workbooks with SheetJS: node sheetjs.mjs MODULE IN BOOKTYPE OUT [BOOKTYPE OUT ...]
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const [module, source, ...targets] = process.argv.slice(2);
const XLSX = createRequire(import.meta.url)(module);
const book = XLSX.read(readFileSync(source), { cellStyles: true, cellNF: true, cellDates: false });
for (let at = 0; at < targets.length; at += 2) {
    writeFileSync(targets[at + 1], XLSX.write(book, { type: "buffer", bookType: targets[at] }));
}
