// The manifests as the cluster would get them, and how to look at them.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { yaml } from './packages.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const SERVICES = ['registration', 'review', 'reporting', 'assessment', 'notifier'];

// All documents of a YAML text; an error in it is an exception.
export function read(text) {
  return yaml.parseAllDocuments(text).map((document) => {
    if (document.errors.length) throw document.errors[0];
    return document.toJS();
  });
}

// A folder of deploy/k8s through kustomize. `kubectl` is named by the environment (see ./dotpha deploy-check).
export function render(folder) {
  return read(execFileSync(process.env.KUBECTL, ['kustomize', `${ROOT}/deploy/k8s/${folder}`], { encoding: 'utf8', maxBuffer: 1 << 26 }));
}

export const nameOf = (object) => `${object.kind}/${object.metadata.name}`;

// Everything that makes pods.
export function workloads(objects) {
  return objects
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind))
    .map((object) => ({
      object,
      name: nameOf(object),
      labels: object.spec.template.metadata?.labels ?? {},
      pod: object.spec.template.spec,
      containers: [...(object.spec.template.spec.containers ?? []), ...(object.spec.template.spec.initContainers ?? [])],
      replicas: object.spec.replicas ?? 1,
    }));
}

// A LabelSelector against labels. An empty one takes all.
export function selects(selector, labels) {
  const expressions = (selector?.matchExpressions ?? []).every(({ key, operator, values }) => {
    if (operator === 'In') return values.includes(labels[key]);
    if (operator === 'NotIn') return !values.includes(labels[key]);
    if (operator === 'Exists') return key in labels;
    if (operator === 'DoesNotExist') return !(key in labels);
    throw new Error(`unknown operator ${operator}`);
  });
  return expressions && Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

// What a container finds in its environment from the rendered ConfigMaps and its own list.
export function environmentOf(container, objects) {
  const environment = {};
  for (const { configMapRef } of container.envFrom ?? []) {
    const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef?.name);
    Object.assign(environment, map?.data ?? {});
  }
  for (const { name, value } of container.env ?? []) environment[name] = value ?? '';
  return environment;
}

// 100m, 2, 64Mi, ... as a number.
export function quantity(text) {
  const [, number, unit] = /^([0-9.]+)([a-zA-Z]*)$/.exec(String(text));
  const scale = { '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 }[unit];
  return Number(number) * scale;
}
