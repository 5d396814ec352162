// What the cluster would run, for play.py: node plan.mjs OVERLAY SECRETS_FOLDER prints JSON: per pod of the services and
// the migrations its containers with image, command, environment, mounted files, user and memory, and the rendered edges.
import { execFileSync } from 'node:child_process';
import { environmentOf, quantity, read, render, ROOT, selects, SERVICES, workloads } from './manifests.mjs';

const [overlay, secrets] = process.argv.slice(2);
const objects = render(`overlays/${overlay}`);
const outside = read(execFileSync(`${ROOT}/deploy/k8s/make-secrets`, [overlay, secrets], { encoding: 'utf8' }));
const known = [...objects, ...outside];

const base64 = (text) => Buffer.from(text).toString('base64');
// {path: base64} of a volume; null for one that is written to.
function filesOf(volume) {
  const source = volume.configMap ?? volume.secret;
  if (!source) return null;
  const name = source.name ?? source.secretName;
  const { data = {}, binaryData = {}, kind } = known.find((one) => ['ConfigMap', 'Secret'].includes(one.kind) && one.metadata.name === name);
  const all = { ...(kind === 'Secret' ? data : Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64(text)]))), ...binaryData };
  return source.items ? Object.fromEntries(source.items.map(({ key, path }) => [path, all[key]])) : all;
}

const pods = {};
for (const { object, pod, containers, labels } of workloads(objects)) {
  const name = labels['app.kubernetes.io/name'];
  if (!SERVICES.includes(name) && name !== 'migrations') continue;
  pods[name] = {
    user: `${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`,
    grace: pod.terminationGracePeriodSeconds ?? 30,
    containers: containers.map((container) => ({
      name: container.name,
      image: container.image,
      command: container.command ?? [],
      args: container.args ?? [],
      environment: environmentOf(container, objects),
      memory: quantity(container.resources.limits.memory),
      mounts: container.volumeMounts.map(({ name: volume, mountPath, subPath }) => ({
        path: mountPath,
        subPath: subPath ?? '',
        files: filesOf(pod.volumes.find((one) => one.name === volume)),
      })),
    })),
  };
  // Where its policies let it go: [name of a pod or address block, port].
  const targets = new Set();
  for (const { spec } of objects.filter(({ kind }) => kind === 'NetworkPolicy')) {
    if (!selects(spec.podSelector, labels)) continue;
    for (const { to, ports } of spec.egress ?? []) {
      for (const { podSelector, namespaceSelector, ipBlock } of to) {
        if (namespaceSelector) continue; // DNS: names stand in the hosts file of the play
        const peers = ipBlock ? [{ to: ipBlock.cidr, declared: [] }] : workloads(objects)
          .filter((one) => selects(podSelector, one.labels))
          .map((one) => ({ to: one.labels['app.kubernetes.io/name'], declared: one.containers.flatMap((each) => each.ports ?? []) }));
        for (const { to: target, declared } of peers) {
          for (const { port } of ports) targets.add(`${target} ${declared.find((one) => one.name === port)?.containerPort ?? port}`);
        }
      }
    }
  }
  pods[name].targets = [...targets].map((text) => text.split(' '));
}
console.log(JSON.stringify(pods, null, 1));
