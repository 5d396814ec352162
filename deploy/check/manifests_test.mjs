// Every overlay is rendered, is what an API server takes, and keeps the rules of policy.mjs; and each check is seen to
// refuse a manifest that breaks what it guards.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { edgesOfServices } from './edges.mjs';
import { environmentOf, read, render, ROOT, SERVICES, workloads } from './manifests.mjs';
import { allowedEdges } from './network.mjs';
import { rules } from './policy.mjs';
import { schemaProblems } from './schema.mjs';

const OVERLAYS = ['single-node', 'production'];
const folder = mkdtempSync(`${tmpdir()}/deploy-check-`);
process.on('exit', () => rmSync(folder, { recursive: true }));

const secretsOf = (overlay) =>
  read(execFileSync(`${ROOT}/deploy/k8s/make-secrets`, [overlay, `${folder}/${overlay}`, '--trial'], { encoding: 'utf8' }));
const rendered = Object.fromEntries(OVERLAYS.map((overlay) => [overlay, [...render(`overlays/${overlay}`), ...render('console')]]));
const outside = Object.fromEntries(OVERLAYS.map((overlay) => [overlay, secretsOf(overlay)]));

for (const overlay of OVERLAYS) {
  test(`${overlay}: strict schema`, () => assert.deepEqual([...rendered[overlay], ...outside[overlay]].flatMap(schemaProblems), []));
  for (const [rule, problemsOf] of Object.entries(rules)) {
    test(`${overlay}: ${rule}`, () => assert.deepEqual(problemsOf(rendered[overlay], outside[overlay]), []));
  }
  test(`${overlay}: secrets stay what they were`, () => assert.deepEqual(secretsOf(overlay), outside[overlay]));
  test(`${overlay}: every secret is used`, () => {
    const used = JSON.stringify(rendered[overlay]);
    for (const { kind, metadata } of outside[overlay]) assert.ok(used.includes(`"${metadata.name}"`), `nobody uses ${kind} ${metadata.name}`);
  });
}

test('a service follows whom ./dotpha lets it follow', () => {
  const table = execFileSync('bash', ['-c', 'root=$1; source "$1/scripts/system.sh"; for s in "${SERVICES[@]}"; do echo "$s ${FOLLOWS[$s]}"; done', 'bash', ROOT], { encoding: 'utf8' });
  const wanted = Object.fromEntries(table.trim().split('\n').map((line) => line.split(' ')).map(([name, ...followed]) => [name, followed]));
  for (const overlay of OVERLAYS) {
    const edges = edgesOfServices(rendered[overlay]);
    for (const name of SERVICES) {
      const { containers } = workloads(rendered[overlay]).find(({ object }) => object.metadata.name === name);
      const producers = environmentOf(containers[0], rendered[overlay]).DOTPHA_PRODUCERS.split(',').map((entry) => entry.split('=')[0]);
      assert.deepEqual(producers, wanted[name]);
      assert.deepEqual(edges.filter((edge) => edge.startsWith(`${name} -> `)).map((edge) => edge.split(' -> ')[1]).filter((to) => SERVICES.includes(to)), [...wanted[name]].sort());
    }
  }
});

test('callers come from the console, from gateways and from Prometheus alone', () => {
  const { edges } = allowedEdges(rendered.production);
  const entering = edges.filter((edge) => !SERVICES.some((name) => edge.startsWith(`${name} -> `)) && SERVICES.some((name) => edge.includes(`-> ${name}:`)));
  assert.deepEqual(
    [...new Set(entering.map((edge) => edge.replace(/-> \w+/, '-> any')))].sort(),
    ['console -> any:7000', 'namespace(dotpha/may-call=true) -> any:7000', 'namespace(dotpha/may-scrape=true) -> any:9090'],
  );
});

// ---- what is broken is refused ----

// [what, overlay, the kind and name that is broken, how, what must be said]
const find = (objects, kind, name) => objects.find((object) => object.kind === kind && object.metadata.name.startsWith(name));
const pod = (object) => object.spec.template.spec;
const container = (object) => pod(object).containers[0];

const malformed = {
  'an unknown field': ['Deployment', 'review', (object) => (container(object).readinesProbe = {}), /readinesProbe/],
  'a field at the wrong place': ['Deployment', 'review', (object) => (object.spec.terminationGracePeriodSeconds = 60), /terminationGracePeriodSeconds/],
  'a wrong type': ['Deployment', 'review', (object) => (object.spec.replicas = 'two'), /spec\/replicas must be integer/],
  'a number where a text belongs': ['ConfigMap', 'settings', (object) => (object.data.DOTPHA_LISTEN = 7000), /must be string/],
  'a missing field': ['Deployment', 'review', (object) => delete object.spec.selector, /required property 'selector'/],
  'a missing specification': ['NetworkPolicy', 'review', (object) => delete object.spec, /spec is missing/],
  'an unknown unit': ['Deployment', 'review', (object) => (container(object).resources.limits.memory = '256MB'), /limits\/memory/],
  'an unknown kind': ['Deployment', 'review', (object) => (object.kind = 'Deploiment'), /no such kind/],
  'a group that has no such kind': ['PodDisruptionBudget', 'review', (object) => (object.apiVersion = 'policy/v1beta1'), /no such kind/],
};
for (const [what, [kind, name, breakIt, said]] of Object.entries(malformed)) {
  test(`schema refuses ${what}`, () => {
    const object = structuredClone(find(rendered.production, kind, name));
    assert.deepEqual(schemaProblems(object), []);
    breakIt(object);
    assert.match(schemaProblems(object).join('\n'), said);
  });
}

const broken = {
  'standard labels, one namespace, no name twice': [
    ['Deployment', 'review', (object) => delete object.spec.template.metadata.labels['app.kubernetes.io/component'], /component is missing/],
    ['Service', 'review', (object) => (object.metadata.namespace = 'default'), /not in namespace/],
    ['Deployment', 'review', (object) => (container(object).image = 'dotpha-review:latest'), /no version/],
    ['Deployment', 'review', (object) => (container(object).image = 'dotpha-review:9.9.9'), /not of version/],
    ['Service', 'review', (object) => (object.metadata.name = 'registration'), /twice/],
  ],
  'selectors find the pods that they mean': [
    ['Service', 'review', (object) => (object.spec.selector = { 'app.kubernetes.io/name': 'revue' }), /selects 0/],
    ['Service', 'review', (object) => (object.spec.selector = { 'app.kubernetes.io/component': 'service' }), /selects 5/],
    ['Deployment', 'review', (object) => (object.spec.selector.matchLabels = { 'app.kubernetes.io/component': 'service' }), /also selects/],
    ['Deployment', 'review', (object) => (object.spec.template.metadata.labels['app.kubernetes.io/name'] = 'revue'), /own pods/],
    ['PodDisruptionBudget', 'review', (object) => (object.spec.selector.matchLabels = { app: 'review' }), /selects 0/],
    ['Deployment', 'review', (object) => (pod(object).topologySpreadConstraints[0].labelSelector.matchLabels = { app: 'x' }), /not its own/],
    ['Deployment', 'review', (object) => (pod(object).topologySpreadConstraints = []), /one node/],
  ],
  'ports meet': [
    ['Service', 'review', (object) => (object.spec.ports[0].targetPort = 'grcp'), /no port grcp/],
    ['Deployment', 'review', (object) => (container(object).readinessProbe.grpc.port = 7001), /port 7001/],
    ['Deployment', 'review', (object) => (container(object).ports[0].containerPort = 70000), /port 70000/],
    ['ConfigMap', 'settings', (object) => (object.data.DOTPHA_LISTEN = '0.0.0.0:7070'), /7070/],
  ],
  'requests stay below limits': [
    ['Deployment', 'review', (object) => (container(object).resources.requests.memory = '1Gi'), /requests 1Gi/],
    ['Deployment', 'review', (object) => delete container(object).resources.limits.cpu, /no limit of cpu/],
  ],
  'restricted pod security, and read-only roots': [
    ['Deployment', 'review', (object) => delete pod(object).securityContext.seccompProfile, /seccomp/],
    ['Deployment', 'review', (object) => (container(object).securityContext.readOnlyRootFilesystem = false), /write to its root/],
    ['Deployment', 'review', (object) => (container(object).securityContext.capabilities.add = ['NET_ADMIN']), /capabilities/],
    ['Deployment', 'review', (object) => (container(object).securityContext.allowPrivilegeEscalation = true), /privileges/],
    ['Deployment', 'review', (object) => (pod(object).securityContext.runAsUser = 0), /runAsUser/],
    ['Deployment', 'review', (object) => (pod(object).automountServiceAccountToken = true), /token/],
    ['Deployment', 'review', (object) => pod(object).volumes.push({ name: 'host', hostPath: { path: '/' } }), /forbidden kind/],
    ['Deployment', 'review', (object) => (pod(object).hostNetwork = true), /host/],
    ['ServiceAccount', 'review', (object) => delete object.automountServiceAccountToken, /token/],
    ['Namespace', 'dotpha', (object) => delete object.metadata.labels['pod-security.kubernetes.io/enforce'], /restricted/],
  ],
  'probes, drain and roll-out': [
    ['Deployment', 'review', (object) => (container(object).livenessProbe.grpc.service = ''), /liveness/],
    ['Deployment', 'review', (object) => delete container(object).startupProbe, /startup/],
    ['Deployment', 'review', (object) => (container(object).readinessProbe.grpc.service = 'liveness'), /readiness/],
    ['Deployment', 'review', (object) => (pod(object).terminationGracePeriodSeconds = 30), /before it has drained/],
    ['Deployment', 'review', (object) => delete container(object).lifecycle, /SIGTERM/],
    ['Deployment', 'review', (object) => (object.spec.strategy.rollingUpdate.maxUnavailable = 1), /roll-out/],
  ],
  'budgets never block a drain': [
    ['PodDisruptionBudget', 'review', (object) => (object.spec.maxUnavailable = 0), /lets none/],
    ['PodDisruptionBudget', 'review', (object) => { delete object.spec.maxUnavailable; object.spec.minAvailable = 2; }, /lets none of 2/],
    ['PodDisruptionBudget', 'review', (object) => delete object.spec.unhealthyPodEvictionPolicy, /ill pod/],
    ['PodDisruptionBudget', 'review', (object) => (object.spec.selector.matchLabels = { app: 'x' }), /0 budgets/],
  ],
  'references exist': [
    ['Deployment', 'review', (object) => (container(object).envFrom[1].configMapRef.name = 'review-setings'), /review-setings/],
    ['Deployment', 'review', (object) => (pod(object).volumes.find(({ name }) => name === 'secrets').secret.secretName = 'review-secret'), /no Secret review-secret/],
    ['Deployment', 'review', (object) => (pod(object).serviceAccountName = 'revue'), /no ServiceAccount/],
    ['Deployment', 'review', (object) => (container(object).volumeMounts[0].name = 'laws'), /no volume/],
    ['Deployment', 'review', (object) => pod(object).volumes.push({ name: 'spare', emptyDir: {} }), /nobody mounts/],
    ['PersistentVolumeClaim', 'checkpoints', (object) => (object.metadata.name = 'others'), /no PersistentVolumeClaim/],
    ['ConfigMap', 'settings', (object) => (object.data.DOTPHA_AUDIT_KEY_FILE = '/etc/dotpha/secrets/audit.pem'), /audit.pem/],
    ['ConfigMap', 'settings', (object) => (object.data.DOTPHA_JWKS_FILE = '/etc/issuer/jwks.json'), /nothing is mounted/],
    ['ConfigMap', 'review-settings', (object) => (object.data.DOTPHA_PRODUCERS = 'registration=registration:7001'), /no such Service/],
    ['ConfigMap', 'review-settings', (object) => (object.data.DOTPHA_DATABASE_URL = 'postgresql://dotpha_review@postgress:5432/x'), /postgress/, 'single-node'],
  ],
  'settings are known to the programs': [
    ['ConfigMap', 'settings', (object) => (object.data.DOTPHA_LOGLEVEL = 'info'), /DOTPHA_LOGLEVEL/],
    ['ConfigMap', 'settings', (object) => (object.data.DOTPHA_PRODUCTION = 'false'), /production/],
    ['ConfigMap', 'review-settings', (object) => (object.data.DOTPHA_DATABASE_URL = 'postgresql://a:b@c/d'), /shows a password/],
  ],
  'volumes fit the pods that share them': [
    ['PersistentVolumeClaim', 'checkpoints', (object) => (object.spec.accessModes = ['ReadWriteOnce']), /not ReadWriteMany/],
  ],
  'the law, the policies and the calendars are whole': [
    ['ConfigMap', 'regulations', (object) => delete object.data['tuyen-quang-2021.textproto'], /tuyen-quang-2021.textproto/],
    ['ConfigMap', 'calendars', (object) => (object.data['vietnam.csv'] += 'x'), /vietnam.csv/],
  ],
  'network policies name pods and ports that exist, on both sides': [
    ['NetworkPolicy', 'review', (object) => (object.spec.podSelector.matchLabels = { app: 'review' }), /selects no pod/],
    ['NetworkPolicy', 'review', (object) => (object.spec.ingress[0].ports[0].port = 'grcp'), /no port grcp/],
    ['NetworkPolicy', 'review', (object) => delete object.spec.ingress, /leaves, but may not enter/],
    ['NetworkPolicy', 'review', (object) => delete object.spec.egress, /may enter, but not leave/],
    ['NetworkPolicy', 'review', (object) => delete object.spec.egress[0].ports, /every port/],
    ['NetworkPolicy', 'review', (object) => (object.spec.policyTypes = ['Ingress']), /not in policyTypes/],
    ['NetworkPolicy', 'default-deny', (object) => (object.spec.policyTypes = ['Ingress']), /denies/],
  ],
};
for (const [rule, cases] of Object.entries(broken)) {
  for (const [kind, name, breakIt, said, overlay = 'production'] of cases) {
    test(`${rule}: refuses ${kind} ${name} with "${String(said).slice(1, -1)}"`, () => {
      const objects = structuredClone(rendered[overlay]);
      breakIt(find(objects, kind, name));
      assert.match(rules[rule](objects, outside[overlay]).join('\n'), said);
    });
  }
}
test('every rule has been seen to refuse', () => assert.deepEqual(Object.keys(broken).sort(), Object.keys(rules).sort()));
