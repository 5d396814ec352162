// What a schema cannot see. Each rule takes all rendered objects, and what stands outside of them, and says what is wrong.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { environmentOf, nameOf, quantity, ROOT, selects, SERVICES, workloads } from './manifests.mjs';
import { allowedEdges } from './network.mjs';

const isService = ({ labels }) => labels['app.kubernetes.io/component'] === 'service';
const services = (objects) => workloads(objects).filter(isService);
const file = (path) => readFileSync(`${ROOT}/${path}`, 'utf8');

// The longest handling of a call, and how long a server waits for calls in flight (libs/rpc/server.h), in seconds.
const DRAIN_SECONDS = Number(/drain_grace\{(\d+)\}/.exec(file('libs/rpc/server.h'))[1]);

export const rules = {
  'standard labels, one namespace, no name twice'(objects) {
    const problems = [];
    const version = /project\(DotPha VERSION (\S+)/.exec(file('CMakeLists.txt'))[1];
    const seen = new Set();
    for (const object of objects) {
      const name = nameOf(object);
      if (seen.has(name)) problems.push(`${name}: stands there twice`);
      seen.add(name);
      if (object.kind !== 'Namespace' && object.metadata.namespace !== 'dotpha') problems.push(`${name}: not in namespace dotpha`);
      if (object.metadata.labels?.['app.kubernetes.io/part-of'] !== 'dotpha') problems.push(`${name}: no label part-of`);
    }
    for (const { name, object, labels } of workloads(objects)) {
      for (const label of ['name', 'component', 'part-of']) {
        const key = `app.kubernetes.io/${label}`;
        if (!labels[key] || labels[key] !== object.metadata.labels?.[key]) problems.push(`${name}: label ${key} is missing, or its pods have another`);
      }
    }
    for (const { name, labels, containers } of workloads(objects)) {
      for (const { image } of containers) {
        const [, repository, tag] = /^(.*?)(?::([^:/]+))?$/.exec(image);
        if (!tag || tag === 'latest') problems.push(`${name}: image ${image} has no version`);
        if (/(^|\/)dotpha-/.test(repository) && (tag !== version || labels['app.kubernetes.io/version'] !== version)) {
          problems.push(`${name}: image and label are not of version ${version}`);
        }
      }
    }
    return problems;
  },

  'selectors find the pods that they mean'(objects) {
    const problems = [];
    const pods = workloads(objects);
    for (const { name, object, labels } of pods) {
      if (object.kind !== 'Job' && !selects(object.spec.selector, labels)) problems.push(`${name}: does not select its own pods`);
      const taken = pods.filter((other) => object.kind !== 'Job' && selects(object.spec.selector, other.labels));
      if (taken.length > 1) problems.push(`${name}: also selects the pods of ${taken.map((one) => one.name)}`);
      for (const { labelSelector } of object.spec.template.spec.topologySpreadConstraints ?? []) {
        if (!selects(labelSelector, labels)) problems.push(`${name}: spreads over pods that are not its own`);
      }
      if (isService({ labels }) && !object.spec.template.spec.topologySpreadConstraints?.length) problems.push(`${name}: its replicas may all lie on one node`);
    }
    for (const object of objects.filter(({ kind }) => ['Service', 'PodDisruptionBudget'].includes(kind))) {
      const selector = object.kind === 'Service' ? { matchLabels: object.spec.selector } : object.spec.selector;
      const taken = pods.filter(({ labels }) => selects(selector, labels));
      if (taken.length !== 1) problems.push(`${nameOf(object)}: selects ${taken.length} workloads`);
    }
    return problems;
  },

  'ports meet'(objects) {
    const problems = [];
    const pods = workloads(objects);
    const has = (containers, port) => containers.some(({ ports }) => (ports ?? []).some((one) => one.name === port || one.containerPort === port));
    for (const { name, containers } of pods) {
      const numbers = containers.flatMap(({ ports }) => (ports ?? []).map(({ containerPort }) => containerPort));
      if (new Set(numbers).size !== numbers.length) problems.push(`${name}: one port twice`);
      for (const number of numbers) if (number < 1024 || number > 65535) problems.push(`${name}: port ${number}`);
      for (const container of containers) {
        for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
          const { grpc, tcpSocket, httpGet } = container[probe] ?? {};
          const port = (grpc ?? tcpSocket ?? httpGet)?.port;
          if (port !== undefined && !has([container], port)) problems.push(`${name}: ${probe} asks at port ${port}, which is not declared`);
        }
      }
    }
    for (const service of objects.filter(({ kind }) => kind === 'Service')) {
      for (const { port, targetPort } of service.spec.ports) {
        const [pod] = pods.filter(({ labels }) => selects({ matchLabels: service.spec.selector }, labels));
        if (pod && !has(pod.containers, targetPort ?? port)) problems.push(`${nameOf(service)}: its pods have no port ${targetPort ?? port}`);
      }
    }
    for (const { name, containers } of services(objects)) {
      const environment = environmentOf(containers[0], objects);
      for (const setting of ['LISTEN', 'METRICS_LISTEN']) {
        const port = Number(environment[`DOTPHA_${setting}`]?.split(':').at(-1));
        if (!has(containers, port)) problems.push(`${name}: DOTPHA_${setting} is at port ${port}, which is not declared`);
      }
    }
    return problems;
  },

  'requests stay below limits'(objects) {
    const problems = [];
    for (const { name, containers } of workloads(objects)) {
      for (const container of containers) {
        for (const resource of ['cpu', 'memory']) {
          const request = container.resources?.requests?.[resource];
          const limit = container.resources?.limits?.[resource];
          if (!request || !limit) problems.push(`${name}: ${container.name} has no request or no limit of ${resource}`);
          else if (quantity(request) > quantity(limit)) problems.push(`${name}: ${container.name} requests ${request} of ${resource}, its limit is ${limit}`);
        }
      }
    }
    return problems;
  },

  'restricted pod security, and read-only roots'(objects) {
    const problems = [];
    const [namespace] = objects.filter(({ kind }) => kind === 'Namespace');
    if (namespace && namespace.metadata.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted') problems.push('the namespace does not enforce restricted');
    for (const account of objects.filter(({ kind }) => kind === 'ServiceAccount')) {
      if (account.automountServiceAccountToken !== false) problems.push(`${nameOf(account)}: mounts its token`);
    }
    const allowed = ['configMap', 'secret', 'emptyDir', 'projected', 'persistentVolumeClaim', 'downwardAPI', 'csi', 'ephemeral'];
    for (const { name, pod, containers } of workloads(objects)) {
      const must = (holds, what) => holds || problems.push(`${name}: ${what}`);
      must(pod.securityContext?.runAsNonRoot === true, 'runAsNonRoot is not true');
      must(pod.securityContext?.runAsUser > 0, 'runAsUser is not a number above 0');
      must(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault', 'seccomp is not RuntimeDefault');
      must(pod.automountServiceAccountToken === false, 'mounts its token');
      must(pod.enableServiceLinks === false, 'takes addresses from its environment');
      must(!pod.hostNetwork && !pod.hostPID && !pod.hostIPC, 'uses the host');
      for (const volume of pod.volumes ?? []) must(Object.keys(volume).every((key) => key === 'name' || allowed.includes(key)), `volume ${volume.name} is of a forbidden kind`);
      for (const { name: container, securityContext: context = {}, ports } of containers) {
        must(context.allowPrivilegeEscalation === false, `${container} may gain privileges`);
        must(context.readOnlyRootFilesystem === true, `${container} may write to its root`);
        must(context.capabilities?.drop?.includes('ALL') && !context.capabilities.add, `${container} keeps capabilities`);
        must(!context.privileged && context.runAsUser !== 0 && context.runAsNonRoot !== false, `${container} is privileged`);
        must(!(ports ?? []).some(({ hostPort }) => hostPort), `${container} has a port of the host`);
      }
    }
    return problems;
  },

  'probes, drain and roll-out'(objects) {
    const problems = [];
    if (services(objects).length !== SERVICES.length) problems.push(`not ${SERVICES.length} services`);
    for (const { name, object, pod, containers } of services(objects)) {
      const must = (holds, what) => holds || problems.push(`${name}: ${what}`);
      const { startupProbe, readinessProbe, livenessProbe, lifecycle } = containers[0];
      must(startupProbe?.grpc?.service === 'liveness', 'the startup probe waits for dependencies');
      must(livenessProbe?.grpc?.service === 'liveness', 'the liveness probe depends on dependencies');
      must(readinessProbe?.grpc && !readinessProbe.grpc.service, 'the readiness probe does not ask the whole server');
      const pause = lifecycle?.preStop?.sleep?.seconds ?? 0;
      must(pause >= 3, 'SIGTERM comes before clients have heard');
      must(pod.terminationGracePeriodSeconds > pause + DRAIN_SECONDS + 5, `killed before it has drained (${DRAIN_SECONDS} s)`);
      must(object.spec.strategy?.type === 'RollingUpdate' && object.spec.strategy.rollingUpdate?.maxUnavailable === 0, 'a roll-out takes a pod away before the next is ready');
    }
    for (const { name, object, containers } of workloads(objects).filter(({ object }) => object.kind === 'StatefulSet')) {
      if (!containers[0].readinessProbe || !containers[0].livenessProbe) problems.push(`${name}: has no probes`);
      if (object.spec.serviceName === undefined) problems.push(`${name}: has no service`);
    }
    return problems;
  },

  'budgets never block a drain'(objects) {
    const problems = [];
    const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
    for (const { name, labels, replicas } of services(objects)) {
      const own = budgets.filter(({ spec }) => selects(spec.selector, labels));
      if (own.length !== 1) problems.push(`${name}: ${own.length} budgets`);
      for (const { spec } of own) {
        const part = (value) => (String(value).endsWith('%') ? Math.ceil((replicas * parseFloat(value)) / 100) : Number(value));
        const free = spec.maxUnavailable !== undefined ? part(spec.maxUnavailable) : replicas - part(spec.minAvailable ?? replicas);
        if (free < 1) problems.push(`${name}: its budget lets none of ${replicas} go`);
        if (spec.unhealthyPodEvictionPolicy !== 'AlwaysAllow') problems.push(`${name}: an ill pod blocks a drain`);
      }
    }
    return problems;
  },

  // `outside`: the objects that make-secrets prints.
  'references exist'(objects, outside) {
    const problems = [];
    const known = [...objects, ...outside];
    const find = (kind, name) => known.find((object) => object.kind === kind && object.metadata.name === name);
    const keysOf = (object) => Object.keys({ ...object?.data, ...object?.binaryData });
    for (const { name, pod, containers, object } of workloads(objects)) {
      const need = (kind, wanted) => find(kind, wanted) ?? (problems.push(`${name}: there is no ${kind} ${wanted}`), undefined);
      const files = {};
      need('ServiceAccount', pod.serviceAccountName);
      for (const volume of pod.volumes ?? []) {
        files[volume.name] = null; // any file
        const sources = volume.projected?.sources ?? [volume];
        for (const { configMap, secret } of sources) {
          const source = configMap ? need('ConfigMap', configMap.name) : secret ? need('Secret', secret.secretName ?? secret.name) : null;
          if (!source) continue;
          const items = (configMap ?? secret).items;
          for (const { key } of items ?? []) if (!keysOf(source).includes(key)) problems.push(`${name}: ${source.metadata.name} has no key ${key}`);
          files[volume.name] = [...(files[volume.name] ?? []), ...(items?.map(({ path }) => path) ?? keysOf(source))];
        }
        if (volume.persistentVolumeClaim) need('PersistentVolumeClaim', volume.persistentVolumeClaim.claimName);
        if (!containers.some(({ volumeMounts }) => (volumeMounts ?? []).some((mount) => mount.name === volume.name))) problems.push(`${name}: nobody mounts ${volume.name}`);
      }
      for (const { metadata } of object.spec.volumeClaimTemplates ?? []) files[metadata.name] = null;
      for (const container of containers) {
        const mounts = container.volumeMounts ?? [];
        for (const mount of mounts) if (!(mount.name in files)) problems.push(`${name}: ${container.name} mounts ${mount.name}, which is no volume`);
        for (const { configMapRef } of container.envFrom ?? []) need('ConfigMap', configMapRef.name);
        for (const { valueFrom } of container.env ?? []) if (valueFrom?.secretKeyRef) problems.push(`${name}: a secret in the environment of ${container.name}`);
        // A setting that names a file names one that is there.
        for (const [setting, value] of Object.entries(environmentOf(container, objects))) {
          for (const [path] of value.matchAll(/\/etc\/[a-z-]+(\/[\w./-]+)?/g)) {
            const mount = mounts.find(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath}/`));
            const inside = mount && path.slice(mount.mountPath.length + 1);
            const parent = mounts.some(({ mountPath }) => mountPath.startsWith(`${path}/`));
            if (!mount && !parent) problems.push(`${name}: ${setting} names ${path}, where nothing is mounted`);
            if (inside && files[mount.name] && !files[mount.name].includes(inside)) problems.push(`${name}: ${setting} names ${path}, which is not in ${mount.name}`);
          }
        }
      }
    }
    // Host:port of another pod.
    for (const { name, containers } of [...services(objects), ...workloads(objects).filter(({ object }) => object.metadata.name === 'console')]) {
      for (const [setting, value] of Object.entries(environmentOf(containers[0], objects))) {
        for (const [, host, port] of value.matchAll(/(?:^|[=@,]|\/\/)([a-z]+):(\d+)/g)) {
          const service = find('Service', host);
          if (!service?.spec.ports.some((one) => one.port === Number(port))) problems.push(`${name}: ${setting} names ${host}:${port}, and there is no such Service`);
        }
      }
    }
    return problems;
  },

  'settings are known to the programs'(objects) {
    const problems = [];
    // Literal names in the sources: settings.Text("listen", ...).
    const sources = execFileSync('grep', ['-rhoE', 'settings\\.[A-Z][a-z]+\\(\\s*"[a-z-]+"', '--include=*.cc', `${ROOT}/libs`, `${ROOT}/services`], { encoding: 'utf8' });
    const known = new Set([...sources.matchAll(/"([a-z-]+)"/g)].map(([, name]) => `DOTPHA_${name.toUpperCase().replaceAll('-', '_')}`));
    for (const { name, containers } of services(objects)) {
      const environment = environmentOf(containers[0], objects);
      for (const setting of Object.keys(environment)) if (!known.has(setting)) problems.push(`${name}: no program has a setting ${setting}`);
      if (environment.DOTPHA_PRODUCTION !== 'true') problems.push(`${name}: not --production`);
      for (const [setting, value] of Object.entries(environment)) if (/:\/\/[^/@]*:[^/@]*@|password=/.test(value)) problems.push(`${name}: ${setting} shows a password`);
    }
    return problems;
  },

  'volumes fit the pods that share them'(objects) {
    const problems = [];
    for (const claim of objects.filter(({ kind }) => kind === 'PersistentVolumeClaim')) {
      const users = workloads(objects).filter(({ pod }) => (pod.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.metadata.name));
      const many = users.some(({ replicas }) => replicas > 1);
      if (!users.length) problems.push(`${nameOf(claim)}: nobody uses it`);
      if (many && !claim.spec.accessModes.includes('ReadWriteMany')) problems.push(`${nameOf(claim)}: replicas on several nodes share it, and it is not ReadWriteMany`);
    }
    return problems;
  },

  'the law, the policies and the calendars are whole'(objects) {
    const problems = [];
    for (const [folder, suffix] of [['regulations', '.textproto'], ['policies', '.textproto'], ['calendars', '.csv']]) {
      const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(`${folder}-`));
      for (const name of readdirSync(`${ROOT}/${folder}`).filter((one) => one.endsWith(suffix))) {
        if (map?.data?.[name] !== file(`${folder}/${name}`)) problems.push(`${folder}/${name}: not in the ConfigMap; name it in ${folder}/kustomization.yaml`);
      }
    }
    return problems;
  },

  'network policies name pods and ports that exist, on both sides'(objects) {
    return allowedEdges(objects).problems;
  },
};
