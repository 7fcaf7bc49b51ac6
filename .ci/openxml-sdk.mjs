// Judge workbooks by Microsoft's Open XML SDK; exits 1 when one has an error that Excel would "repair".
import { readFile } from "node:fs/promises";
import validate from "@ooxml-tools/validate";

let faulty = 0;
for (const path of process.argv.slice(2)) {
  const content = await readFile(path);
  const errors = await validate(content, "xlsx", "Microsoft365");
  if (errors.length) {
    faulty += 1;
    console.log(path, JSON.stringify(errors.slice(0, 5), null, 1));
  }
}
console.log(`${process.argv.length - 2} workbooks, ${faulty} with errors`);
process.exit(faulty ? 1 : 0);
