// Validates SARIF 2.1.0 on standard input against OASIS's schema. Prints what is wrong; exit code 1 then.
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv');

const matcher = path.dirname(require.resolve('@microsoft/jest-sarif/package.json'));
const schema = JSON.parse(fs.readFileSync(path.join(matcher, 'lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'));
// The schema is of draft 4.
const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true, format: 'full' });
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const validate = ajv.compile(schema);
const log = JSON.parse(fs.readFileSync(0, 'utf8'));
if (!validate(log)) {
  console.error(JSON.stringify(validate.errors, null, 2));
  process.exit(1);
}
