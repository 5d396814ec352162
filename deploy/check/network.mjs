// The edges that NetworkPolicies allow: who may open a connection to whom, on which port.
import { selects, workloads } from './manifests.mjs';

// What one rule's `ports` allow at a pod: numbers. Names are the pod's own.
function portsAt(rule, workload, problems, where) {
  const declared = workload.containers.flatMap(({ ports }) => ports ?? []);
  if (!rule.ports) return declared.map(({ containerPort }) => containerPort);
  return rule.ports.flatMap(({ port, protocol }) => {
    const found = declared.find((one) => one.name === port || one.containerPort === port);
    if (found && (protocol ?? 'TCP') === (found.protocol ?? 'TCP')) return [found.containerPort];
    problems.push(`${where}: ${workload.name} has no port ${port}`);
    return [];
  });
}

const serviceName = ({ labels }) => labels['app.kubernetes.io/name'];

// {edges: ["review -> registration:7000", ...], problems: [...]}. Peers outside of the rendered pods appear by what
// selects them: an address block, or the labels of a namespace.
export function allowedEdges(objects) {
  const pods = workloads(objects);
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const problems = [];
  const out = new Set();
  const into = new Set();
  const outside = new Set();
  const nameOfNamespace = ({ matchLabels }) => `namespace(${Object.entries(matchLabels).map((pair) => pair.join('=')).join(',')})`;

  for (const policy of policies) {
    const where = `NetworkPolicy/${policy.metadata.name}`;
    const subjects = pods.filter(({ labels }) => selects(policy.spec.podSelector, labels));
    if (!subjects.length) problems.push(`${where}: selects no pod`);
    for (const direction of ['ingress', 'egress']) {
      const declared = (policy.spec.policyTypes ?? []).includes(direction === 'ingress' ? 'Ingress' : 'Egress');
      if (policy.spec[direction] && !declared) problems.push(`${where}: has ${direction} but not in policyTypes`);
      for (const rule of policy.spec[direction] ?? []) {
        const peers = rule[direction === 'ingress' ? 'from' : 'to'];
        if (!peers?.length || !rule.ports?.length) problems.push(`${where}: ${direction} to everybody or on every port`);
        for (const peer of peers ?? []) {
          const others = peer.podSelector && !peer.namespaceSelector ? pods.filter(({ labels }) => selects(peer.podSelector, labels)) : null;
          if (others && !others.length) problems.push(`${where}: ${direction} names no pod`);
          for (const subject of subjects) {
            if (others && direction === 'ingress') {
              for (const port of portsAt(rule, subject, problems, where)) {
                for (const other of others) into.add(`${serviceName(other)} -> ${serviceName(subject)}:${port}`);
              }
            } else if (others) {
              for (const other of others) {
                for (const port of portsAt(rule, other, problems, where)) out.add(`${serviceName(subject)} -> ${serviceName(other)}:${port}`);
              }
            } else if (direction === 'ingress') {
              for (const port of portsAt(rule, subject, problems, where)) outside.add(`${nameOfNamespace(peer.namespaceSelector)} -> ${serviceName(subject)}:${port}`);
            } else {
              const target = peer.ipBlock ? peer.ipBlock.cidr : nameOfNamespace(peer.namespaceSelector);
              for (const { port, protocol } of rule.ports ?? []) outside.add(`${serviceName(subject)} -> ${target}:${port}${protocol === 'UDP' ? '/udp' : ''}`);
            }
          }
        }
      }
    }
  }
  // A connection passes only where both sides allow it; who allows one side alone has forgotten the other.
  for (const edge of out) if (!into.has(edge)) problems.push(`${edge}: leaves, but may not enter`);
  for (const edge of into) if (!out.has(edge)) problems.push(`${edge}: may enter, but not leave`);
  const denied = policies.some(
    ({ spec }) => !Object.keys(spec.podSelector).length && !spec.ingress && !spec.egress && spec.policyTypes?.length === 2,
  );
  if (!denied) problems.push('no NetworkPolicy denies ingress and egress of every pod');
  return { edges: [...out, ...outside].sort(), problems };
}
