// Is every object what the API server would take? Strict: an unknown field is an error, as with `kubectl --validate=strict`.
import { readFileSync } from 'node:fs';
import { Ajv } from './packages.mjs';

const { kinds, definitions } = JSON.parse(readFileSync(new URL('kubernetes-schema.json', import.meta.url), 'utf8'));

// OpenAPI v2 says less than the API server checks: a definition with properties has no others, and two scalar types have
// a form of their own.
for (const definition of Object.values(definitions)) {
  if (definition.properties) definition.additionalProperties = false;
}
definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString'] = { type: ['integer', 'string'] };
definitions['io.k8s.apimachinery.pkg.api.resource.Quantity'] = {
  type: 'string',
  pattern: '^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$',
};

const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
ajv.addSchema({ $id: 'kubernetes', definitions });
const REQUIRED = { Deployment: ['spec'], StatefulSet: ['spec'], Job: ['spec'], NetworkPolicy: ['spec'], Service: ['spec'] };

// What is wrong with the object, one line each; empty: nothing.
export function schemaProblems(object) {
  const label = `${object.kind ?? '?'}/${object.metadata?.name ?? '?'}`;
  const name = kinds[`${object.apiVersion} ${object.kind}`];
  if (!name) return [`${label}: no such kind in ${object.apiVersion}, or one that deploy/check/reduce-schema.mjs left out`];
  const validate = ajv.getSchema(`kubernetes#/definitions/${name}`);
  const problems = [];
  if (!validate(object)) {
    for (const { instancePath, message, params } of validate.errors) {
      problems.push(`${label}: ${instancePath || '/'} ${message}${params.additionalProperty ? ` (${params.additionalProperty})` : ''}`);
    }
  }
  if (!object.metadata?.name) problems.push(`${label}: /metadata/name is missing`);
  for (const field of REQUIRED[object.kind] ?? []) {
    if (!object[field]) problems.push(`${label}: /${field} is missing`);
  }
  return problems;
}
