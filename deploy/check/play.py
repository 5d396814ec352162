#!/usr/bin/python3
"""Plays the sample province with the images, configured by the rendered overlay single-node, in a network that lets
through what the rendered NetworkPolicies let through.

  play.py --work FOLDER --bin FOLDER

Each pod is a container by podman and runc, as the restricted standard wants it (read-only root, no capabilities, no new
privileges, numeric user, memory limit), in a network namespace of its own whose packet filter is made from the rendered
policies: an edge that is missing there breaks the play, one that is never used is reported. Environment and files are the
rendered ones but for OVERRIDES. Servers are Debian's (scripts/servers), reached by TCP with the passwords of make-secrets.

Prints one line `ok WHAT` or `not ok WHAT: WHY` for each check; exit status 0 when all are ok. Needs root.
"""
import argparse
import asyncio
import base64
import json
import os
import pathlib
import re
import secrets as lot
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICES = ['registration', 'review', 'reporting', 'assessment', 'notifier']
# A year runs on a virtual clock, which production refuses, and the sink takes mail from anybody.
OVERRIDES = {'DOTPHA_PRODUCTION': 'false', 'DOTPHA_CLOCK': 'virtual', 'DOTPHA_CLOCK_START': '2021-10-15T00:00:00+07:00'}
MAIL = {'DOTPHA_SMTP_TLS': 'none', 'DOTPHA_SMTP_USER': None, 'DOTPHA_SMTP_PASSWORD_FILE': None}
ADDRESS = {'registration': '10.77.0.11', 'review': '10.77.0.12', 'reporting': '10.77.0.13', 'assessment': '10.77.0.14',
           'notifier': '10.77.0.15', 'migrations': '10.77.0.16', 'console': '10.77.0.17',
           'postgres': '10.77.0.2', 'rabbitmq': '10.77.0.3', 'redis': '10.77.0.4', 'dns': '10.77.0.5',
           # Of the overlay's example: the mail relay outside of the cluster.
           'mail': '192.0.2.25'}
NAMES = {**ADDRESS, 'mail.dotpha.example.vn': ADDRESS['mail']}
SERVING_SECONDS = 5
# gRPC frames of grpc.health.v1: HealthCheckRequest{} and {service: "liveness"}; HealthCheckResponse{SERVING}.
WHOLE = b'\0\0\0\0\0'
LIVENESS = b'\0\0\0\0\x0a\x0a\x08liveness'
SERVING = b'\0\0\0\0\x02\x08\x01'


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, **options)
    if done.returncode:
        raise RuntimeError(f'{" ".join(map(str, command[:6]))}: {done.returncode}: {(done.stderr or done.stdout)[-1500:]}')
    return done.stdout


def until(seconds, condition, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f'{what}: not within {seconds} s')
        time.sleep(0.02)


class Report:
    failed = 0

    def check(self, holds, what, why=''):
        print(f'ok {what}' if holds else f'not ok {what}: {why}', flush=True)
        self.failed += not holds
        return holds


class Network:
    """Namespaces on one bridge, which lies in the servers' namespace: nothing of it touches the machine's own network."""

    def __init__(self, mark):
        self.mark = mark
        self.all = []
        servers = self.add('servers')
        self.inside('servers', 'ip', 'link', 'add', 'bridge', 'type', 'bridge')
        for name in ['postgres', 'rabbitmq', 'redis', 'dns', 'mail']:
            self.inside('servers', 'ip', 'address', 'add', f'{ADDRESS[name]}/24', 'dev', 'bridge')
        self.inside('servers', 'ip', 'link', 'set', 'bridge', 'up')
        for index, name in enumerate([*SERVICES, 'migrations', 'console']):
            self.add(name)
            run('ip', '-n', servers, 'link', 'add', f'port{index}', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', self.of(name))
            run('ip', '-n', servers, 'link', 'set', f'port{index}', 'master', 'bridge', 'up')
            self.inside(name, 'ip', 'address', 'add', f'{ADDRESS[name]}/24', 'dev', 'eth0')
            self.inside(name, 'ip', 'link', 'set', 'eth0', 'up')
            self.inside(name, 'ip', 'route', 'add', 'default', 'via', ADDRESS['postgres'])

    def of(self, name):
        return f'{self.mark}-{name}'

    def add(self, name):
        run('ip', 'netns', 'add', self.of(name))
        self.all.append(self.of(name))
        run('ip', '-n', self.of(name), 'link', 'set', 'lo', 'up')
        return self.of(name)

    def inside(self, name, *command, **options):
        return run('ip', 'netns', 'exec', self.of(name), *command, **options)

    def guard(self, name, targets, sources):
        """Lets out and in what the policies do, and counts each edge's connections."""
        rules = ['table inet edges {', 'chain leaving { type filter hook output priority 0; policy drop;',
                 'oifname "lo" accept', 'ct state established,related accept', 'meta l4proto ipv6-icmp accept']
        for target, port in targets:
            address = ADDRESS.get(target, target)
            rules.append(f'ip daddr {address} tcp dport {port} ct state new counter accept comment "to {target} {port}"')
        rules.append(f'ip daddr {ADDRESS["dns"]} udp dport 53 accept')
        rules += ['counter comment "denied"', '}', 'chain entering { type filter hook input priority 0; policy drop;',
                  'iifname "lo" accept', 'ct state established,related accept', 'meta l4proto ipv6-icmp accept']
        for source in sources:
            rules.append(f'ip saddr {ADDRESS[source]} tcp dport 7000 ct state new counter accept')
        rules += ['counter comment "denied"', '}', '}']
        self.inside(name, 'nft', '-f', '-', input='\n'.join(rules).encode())

    def counters(self, name):
        text = self.inside(name, 'nft', 'list', 'table', 'inet', 'edges').decode()
        found = re.findall(r'counter packets (\d+) bytes \d+ (?:accept )?comment "([^"]+)"', text)
        totals = {}
        for packets, comment in found:
            totals[comment] = totals.get(comment, 0) + int(packets)
        return totals

    def remove(self):
        for name in self.all:
            subprocess.run(['ip', 'netns', 'delete', name], capture_output=True, check=False)


class Servers:
    """Debian's servers in the servers' namespace, at the names and ports of the overlay, with its passwords."""

    def __init__(self, network, folder):
        self.network, self.folder, self.helpers = network, folder, []
        self.helper('--names')
        network.inside('servers', ROOT / 'scripts/servers', 'up', folder)
        text = run(ROOT / 'scripts/servers', 'env', folder).decode()
        self.environment = dict(re.findall(r"export (\w+)='([^']*)'", text))
        self.sockets = self.environment['DOTPHA_TEST_POSTGRES'].split('host=')[1]

    def helper(self, *arguments):
        self.helpers.append(subprocess.Popen(['ip', 'netns', 'exec', self.network.of('servers'), sys.executable, __file__, *arguments]))

    def broker_password(self):
        return re.match(r'amqp://dotpha:(\w+)@', self.environment['DOTPHA_TEST_AMQP'])[1]

    def open(self):
        """What a cluster's network would reach."""
        port = {name: self.environment[f'DOTPHA_TEST_{name}'] for name in ['AMQP', 'REDIS', 'SMTP']}
        forwards = [('rabbitmq', 5672, int(port['AMQP'].rstrip('/').split(':')[-1])),
                    ('redis', 6379, int(port['REDIS'].split(':')[1])), ('mail', 587, int(port['SMTP'].split(':')[1]))]
        arguments = [f'{ADDRESS[name]}:{outer}:{inner}' for name, outer, inner in forwards]
        self.helper('--forward', *arguments)
        self.psql("ALTER SYSTEM SET listen_addresses = '%s'" % ADDRESS['postgres'])
        hba = pathlib.Path(self.psql('SHOW hba_file').strip())
        hba.write_text(hba.read_text() + 'host all all all scram-sha-256\n')
        self.network.inside('servers', ROOT / 'scripts/servers', 'restart-postgres', self.folder)

    def psql(self, sql):
        return run('psql', '-qAtX', '-d', self.environment['DOTPHA_TEST_POSTGRES'], '-c', sql).decode()

    def create_databases(self, keys):
        run('bash', ROOT / 'deploy/k8s/overlays/single-node/create-databases.sh',
            env={**os.environ, 'POSTGRES_USER': 'dotpha', 'PGHOST': self.sockets, 'POSTGRES_SECRETS': str(keys / 'postgres-secrets')})

    def down(self):
        for helper in self.helpers:
            helper.kill()
        run(ROOT / 'scripts/servers', 'down', self.folder)


class Containers:
    def __init__(self, network, folder, plan):
        self.network, self.folder, self.plan, self.names = network, folder, plan, []

    def mount(self, pod, container, mount):
        """As the kubelet lays it: files behind links, of root, readable for the pod's group."""
        user, group = map(int, self.plan[pod]['user'].split(':'))
        place = self.folder / pod / container / mount['path'].strip('/').replace('/', '-')
        if mount['files'] is None:
            place = self.folder / 'volume' / mount['subPath']
            place.mkdir(parents=True, exist_ok=True)
            os.chown(place, 0, group)
            place.chmod(0o2775)
            return f'{place}:{mount["path"]}:rw'
        if not place.exists():
            data = place / '..version'
            data.mkdir(parents=True)
            (place / '..data').symlink_to('..version')
            for name, content in mount['files'].items():
                (data / name).write_bytes(base64.b64decode(content))
                (data / name).chmod(0o440)
                os.chown(data / name, 0, group)
                (place / name).symlink_to(f'..data/{name}')
        return f'{place}:{mount["path"]}:ro'

    def start(self, pod, container, overrides):
        name = f'{self.network.mark}-{pod}-{container["name"]}'
        environment = {**container['environment'], **overrides}
        command = ['podman', 'run', '--detach', '--name', name, '--network', f'ns:/run/netns/{self.network.of(pod)}',
                   '--read-only', '--read-only-tmpfs=false', '--cap-drop=all', '--security-opt=no-new-privileges',
                   '--user', self.plan[pod]['user'], '--memory', int(container['memory']), '--stop-timeout', self.plan[pod]['grace'],
                   '--log-driver=k8s-file', '--no-healthcheck']
        resolver = self.folder / 'resolv.conf'
        if not resolver.exists():
            resolver.parent.mkdir(parents=True, exist_ok=True)
            resolver.write_text(f'nameserver {ADDRESS["dns"]}\n')
        command += ['--no-hosts', '--volume', f'{resolver}:/etc/resolv.conf:ro']
        for key, value in environment.items():
            if value is not None:
                command += ['--env', f'{key}={value}']
        for mount in container['mounts']:
            command += ['--volume', self.mount(pod, container['name'], mount)]
        if container['command']:
            command += ['--entrypoint', json.dumps(container['command'])]
        self.names.append(name)
        run(*command, container['image'], *container['args'])
        return name

    @staticmethod
    def wait(name):
        return int(run('podman', 'wait', name))

    @staticmethod
    def log(name):
        return subprocess.run(['podman', 'logs', '--tail', '15', name], capture_output=True, check=False, text=True)

    def remove(self):
        for name in self.names:
            subprocess.run(['podman', 'rm', '--force', '--time', '0', name], capture_output=True, check=False)


def forward(arguments):
    """address:port:port of the loopback..."""
    async def pump(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def main():
        for argument in arguments:
            address, outer, inner = argument.split(':')

            async def serve(reader, writer, inner=inner):
                try:
                    near, far = await asyncio.open_connection('127.0.0.1', int(inner))
                except OSError:
                    writer.close()
                    return
                await asyncio.gather(pump(reader, far), pump(near, writer))
            await asyncio.start_server(serve, address, int(outer))
        await asyncio.Event().wait()

    asyncio.run(main())


class Names(asyncio.DatagramProtocol):
    """The cluster's DNS: an address for each name that it knows, no other kind of record, and no other name."""

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, source):
        end, labels = 12, []
        while data[end]:
            labels.append(data[end + 1:end + 1 + data[end]].decode())
            end += 1 + data[end]
        question, kind = data[12:end + 5], data[end + 1:end + 3]
        address = NAMES.get('.'.join(labels).lower())
        answer = b''
        if address and kind == b'\0\1':
            answer = b'\xc0\x0c\0\1\0\1\0\0\0\5\0\4' + bytes(map(int, address.split('.')))
        flags = b'\x85\x80' if address else b'\x85\x83'
        header = data[:2] + flags + b'\0\1' + len(answer and b'1').to_bytes(2, 'big') + b'\0\0\0\0'
        self.transport.sendto(header + question + answer, source)


def names():
    async def main():
        await asyncio.get_running_loop().create_datagram_endpoint(Names, local_addr=(ADDRESS['dns'], 53))
        await asyncio.Event().wait()

    asyncio.run(main())


class Play:
    def __init__(self, options):
        self.options, self.report = options, Report()
        self.work = pathlib.Path(options.work).resolve()
        self.mark = f'dp{lot.token_hex(3)}'
        self.network = self.servers = self.containers = None
        self.running = {}

    def health(self, service, frame=WHOLE):
        answer = subprocess.run(
            ['ip', 'netns', 'exec', self.network.of('console'), 'curl', '--silent', '--max-time', '2', '--http2-prior-knowledge',
             '--header', 'content-type: application/grpc', '--header', 'te: trailers', '--data-binary', '@-',
             f'http://{ADDRESS[service]}:7000/grpc.health.v1.Health/Check'], input=frame, capture_output=True, check=False)
        return answer.stdout == SERVING

    def overrides(self, service):
        return {**OVERRIDES, **(MAIL if service == 'notifier' else {})}

    def set_up(self):
        shutil.rmtree(self.work, ignore_errors=True)
        keys = self.work / 'keys'
        keys.mkdir(parents=True)
        os.chmod(self.work, 0o711)
        self.network = Network(self.mark)
        self.servers = Servers(self.network, self.work / 'servers')
        (keys / 'rabbitmq-secrets').mkdir()
        (keys / 'rabbitmq-secrets/dotpha.password').write_text(self.servers.broker_password())
        path = {**os.environ, 'PATH': f'{self.options.bin}:{os.environ["PATH"]}'}
        run(ROOT / 'deploy/k8s/make-secrets', 'single-node', keys, '--trial', env=path)
        plan = json.loads(run('node', ROOT / 'deploy/check/plan.mjs', 'single-node', keys))
        for name in [*SERVICES, 'migrations']:
            callers = [other for other in SERVICES if [name, '7000'] in plan[other]['targets']]
            self.network.guard(name, plan[name]['targets'], [*callers, 'console'] if name in SERVICES else [])
        self.containers = Containers(self.network, self.work / 'files', plan)
        self.plan = plan

    def before_the_servers(self):
        """Everything at once, as `kubectl apply -k` does: the services come first."""
        for service in SERVICES:
            self.running[service] = self.containers.start(service, self.plan[service]['containers'][0], self.overrides(service))
        for service in SERVICES:
            until(30, lambda name=service: self.health(name, LIVENESS), f'{service} alive')
        serving = [service for service in SERVICES if self.health(service)]
        self.report.check(not serving, 'without its database a service is alive and not serving', serving)

    def migrate(self):
        self.servers.open()
        self.servers.create_databases(self.work / 'keys')
        # Twice at once: the lock lets one work, the other finds nothing to do.
        for when in ['on empty databases', 'again']:
            started = [self.containers.start('migrations', {**container, 'name': f'{container["name"]}-{when[:2]}-{index}'}, {})
                       for container in self.plan['migrations']['containers'] for index in range(2)]
            codes = {name: self.containers.wait(name) for name in started}
            bad = [f'{name}: {self.containers.log(name).stderr}' for name, code in codes.items() if code]
            if not self.report.check(not bad, f'migrations, two at once, {when}', bad):
                return
        for service in SERVICES:
            until(60, lambda name=service: self.health(name), f'{service} serving once its database is there')
        self.report.check(True, 'services that waited serve once database and schema are there')

    def restart_all(self):
        for service in SERVICES:
            name = self.running[service]
            self.stop(service, 'idle')
            start = time.monotonic()
            run('podman', 'start', name)
            until(30, lambda: self.health(service), f'{service} serving')
            took = time.monotonic() - start
            self.report.check(took < SERVING_SECONDS, f'{service} runs restricted and answers SERVING within {SERVING_SECONDS} s ({took:.1f} s)', f'{took:.1f} s')

    def stop(self, service, when):
        start = time.monotonic()
        run('podman', 'stop', self.running[service])
        code = int(run('podman', 'inspect', '--format', '{{.State.ExitCode}}', self.running[service]))
        took = time.monotonic() - start
        self.report.check(code == 0 and took < self.plan[service]['grace'], f'{service} ends with 0 on SIGTERM, {when} ({took:.1f} s)', f'exit {code} after {took:.1f} s')

    def restart_while(self, player):
        """Each service once is asked to end while acts arrive, and comes back."""
        for service in SERVICES:
            if player.poll() is not None:
                return
            time.sleep(self.options.pause)
            self.stop(service, 'in the middle of the year')
            run('podman', 'start', self.running[service])
            until(30, lambda name=service: self.health(name), f'{service} serving again')

    def play(self):
        keys = self.work / 'keys'
        addresses = [word for service in SERVICES for word in (f'--{service}', f'{ADDRESS[service]}:7000')]
        log = self.work / 'play.log'
        settings = self.plan['registration']['containers'][0]['environment']
        with log.open('w') as output:
            player = subprocess.Popen(
                ['ip', 'netns', 'exec', self.network.of('console'), f'{self.options.bin}/dotpha-play', '--sample', 'samples/tuyen-quang-2022',
                 *addresses, '--keys', str(keys / 'trial-issuer'), '--issuer', settings['DOTPHA_TOKEN_ISSUER'],
                 '--operator', settings['DOTPHA_OPERATORS'], '--maildir', self.servers.environment['DOTPHA_TEST_MAILDIR']],
                stdout=output, stderr=output, cwd=ROOT, env={**os.environ, 'NO_COLOR': '1'})
            try:
                self.restart_while(player)
                player.wait(timeout=1500)
            finally:
                player.kill()
        tail = log.read_text()[-1500:]
        self.report.check(player.returncode == 0 and 'Difference to expected.json: none' in tail,
                          'the sample province, played through the images, differs in nothing from what is expected', tail)

    def edges(self):
        for service in SERVICES:
            counters = self.network.counters(service)
            unused = [edge for edge, packets in counters.items() if edge != 'denied' and not packets]
            self.report.check(not unused, f'{service}: every edge of its NetworkPolicies was used', unused)
            self.report.check(not counters['denied'], f'{service}: nothing but its edges was tried', f'{counters["denied"]} packets were dropped')

    def run(self):
        try:
            self.set_up()
            self.before_the_servers()
            self.migrate()
            self.restart_all()
            self.play()
            self.edges()
        except Exception as error:  # whatever it was: said, and cleared away
            self.report.check(False, 'the play goes to its end', repr(error))
            for service, name in self.running.items():
                print(f'# {service}: {self.containers.log(name).stderr[-600:]}')
        finally:
            for part in [self.containers and self.containers.remove, self.servers and self.servers.down, self.network and self.network.remove]:
                if part:
                    part()
        return 1 if self.report.failed else 0


def main():
    if sys.argv[1:2] == ['--forward']:
        forward(sys.argv[2:])
    if sys.argv[1:2] == ['--names']:
        names()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--work', required=True)
    parser.add_argument('--bin', required=True, help='dotpha-play, dotpha-devtoken')
    parser.add_argument('--pause', type=float, default=8, help='seconds of play between two restarts')
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(Play(parser.parse_args()).run())


if __name__ == '__main__':
    main()
