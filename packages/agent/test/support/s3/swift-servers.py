"""Makes the rings of a Swift of one device, runs its servers until standard input ends, and ends them all then.

Arguments: folder with the configurations, then the ports of memcached, account, container, object. One program that forks, since
most of the time that Swift takes to start is the loading of its modules.
"""
import os
import signal
import subprocess
import sys

import pkg_resources as _loads_applications
from swift.account import server as _account
from swift.common.ring import RingBuilder
from swift.common.wsgi import run_wsgi
from swift.container import server as _container
from swift.obj import server as _object
from swift.proxy import server as _proxy

folder, cache, *ports = sys.argv[1:]
PARTS = ('account', 'container', 'object')

for name, port in zip(PARTS, ports):
    ring = RingBuilder(4, 1, 0)
    ring.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1, 'ip': '127.0.0.1', 'port': int(port), 'device': 'd1',
                  'replication_ip': '127.0.0.1', 'replication_port': int(port), 'meta': ''})
    ring.rebalance()
    ring.get_ring().save(os.path.join(folder, name + '.ring.gz'))

user = subprocess.check_output(['id', '-un'], text=True).strip()
children = [subprocess.Popen(['memcached', '-l', '127.0.0.1', '-p', cache, '-U', '0', '-u', user]).pid]

for name in PARTS + ('proxy',):
    child = os.fork()
    if child == 0:
        sys.exit(run_wsgi(os.path.join(folder, name + '.conf'), name + '-server'))
    children.append(child)

def end(status):
    for child in children:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
    os._exit(status)


# A server that cannot bind its port ends: then all end, and whoever started them tries other ports.
signal.signal(signal.SIGCHLD, lambda *_: end(1))
sys.stdin.read()
signal.signal(signal.SIGCHLD, signal.SIG_DFL)
end(0)
