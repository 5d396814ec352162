// The edges between the pods of an overlay that its NetworkPolicies allow, as `./dotpha deploy-check` compares them with
// those that it sees while a year is played: node edges.mjs FOLDER
import { render, SERVICES } from './manifests.mjs';
import { allowedEdges } from './network.mjs';

export const CALLERS = ['console', 'namespace(dotpha/may-call=true)', 'namespace(dotpha/may-scrape=true)'];

// Of the five services only, each target by its name: an address block by the port that it is allowed for.
export function edgesOfServices(objects) {
  const names = { 5432: 'postgres', 5672: 'rabbitmq', 5671: 'rabbitmq', 6379: 'redis', 587: 'mail' };
  return allowedEdges(objects)
    .edges.map((edge) => /^(\S+) -> (.+):(\d+)(\/udp)?$/.exec(edge))
    .filter(([, from, , port]) => SERVICES.includes(from) && port !== '53')
    .map(([, from, to, port]) => `${from} -> ${SERVICES.includes(to) ? to : names[port]}`)
    .sort();
}

if (process.argv[1].endsWith('edges.mjs')) console.log(edgesOfServices(render(process.argv[2])).join('\n'));
