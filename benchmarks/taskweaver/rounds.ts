import type { Script } from '../../packages/adapter-taskweaver/test/shim/llm-server.ts';
import { coder, planner } from '../../packages/adapter-taskweaver/test/shim/roles.ts';
import type { Scenario } from '../../packages/adapter-taskweaver/test/shim/run-host.ts';

export interface Plan {
  /** Of each kind. */
  processes: number;
  /** Rounds that are not counted: the first one starts a kernel. */
  warmUp: number;
  rounds: number;
}

/** What the model says, for as many rounds as are run. */
export function script({ warmUp, rounds }: Plan): Script {
  const round = [
    planner('CodeInterpreter', 'Add the numbers.'),
    coder('total = add(1, 2)\nfor n in range(8):\n    total = add(total, b=n)\nnested(3)'),
    planner('User', 'The sum is 31.'),
  ];
  return { '': Array.from({ length: warmUp + rounds }, () => round).flat() };
}

/** By the clock, the host's own CPU, and that of its kernels, in seconds since whenever. */
const read = `
import os, time
def ticks(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[1]), int(fields[11]) + int(fields[12])
kernels = 0
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        parent, spent = ticks(pid)
    except OSError:
        continue
    kernels += spent if parent == os.getpid() else 0
truth["values"].append([time.perf_counter(), time.process_time(), kernels / os.sysconf("SC_CLK_TCK")])
`;

export function scenario({ warmUp, rounds }: Plan): Scenario {
  const steps = Array.from({ length: warmUp + rounds }, (_, round) => [
    { message: `Add numbers, for the ${round + 1}. time.` },
    { exec: read },
  ]);
  return { steps: [{ exec: read }, ...steps.flat()] };
}
