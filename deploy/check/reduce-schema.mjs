// node reduce-schema.mjs OPENAPI_V2.json > kubernetes-schema.json
// Keeps of the OpenAPI document of a Kubernetes release (api/openapi-spec/swagger.json of its source) the definitions of
// the kinds that deploy/k8s uses, without their descriptions. Run once for each release that is checked against.
import { readFileSync } from 'node:fs';

const KINDS = {
  v1: ['Namespace', 'ServiceAccount', 'Service', 'ConfigMap', 'Secret', 'PersistentVolumeClaim'],
  'apps/v1': ['Deployment', 'StatefulSet'],
  'batch/v1': ['Job'],
  'policy/v1': ['PodDisruptionBudget'],
  'networking.k8s.io/v1': ['NetworkPolicy'],
};

const { definitions } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const kinds = {};
for (const [name, definition] of Object.entries(definitions)) {
  for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
    const apiVersion = group ? `${group}/${version}` : version;
    if (KINDS[apiVersion]?.includes(kind)) kinds[`${apiVersion} ${kind}`] = name;
  }
}

const withoutDescriptions = (value) => {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(key === 'description' && typeof inner === 'string') && !key.startsWith('x-kubernetes'))
      .map(([key, inner]) => [key, withoutDescriptions(inner)]),
  );
};
const kept = {};
const keep = (name) => {
  if (kept[name]) return;
  kept[name] = withoutDescriptions(definitions[name]);
  for (const [, other] of JSON.stringify(kept[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) keep(other);
};
Object.values(kinds).forEach(keep);
const lines = (object) =>
  Object.keys(object)
    .sort()
    .map((name) => `    ${JSON.stringify(name)}: ${JSON.stringify(object[name])}`)
    .join(',\n');
console.log(`{\n  "kinds": {\n${lines(kinds)}\n  },\n  "definitions": {\n${lines(kept)}\n  }\n}`);
