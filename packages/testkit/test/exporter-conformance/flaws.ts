import type { IncomingMessage } from 'node:http';
import { type AgentOpsRecord, FinishedEvents } from '@agentops/core';
import { type ToyAnswer, ToyExporter } from './toy-exporter.ts';

type Events = Parameters<ToyExporter['send']>[0];

class TakesAnyAnswer extends ToyExporter {
  override isYes(): boolean {
    return true;
  }
}

class GivesUp extends ToyExporter {
  override async isolate(events: Events): Promise<void> {
    await super.isolate(events).catch(() => {});
  }
}

class DoesNotWait extends ToyExporter {
  override async export(records: readonly AgentOpsRecord[]): Promise<void> {
    super.export(records).catch(() => {});
  }
}

class SendsTwice extends ToyExporter {
  override async send(events: Events): Promise<void> {
    await super.send(events);
    await super.send(events);
  }
}

class FollowsRedirects extends ToyExporter {
  override async post(body: string | Uint8Array<ArrayBuffer>): Promise<ToyAnswer> {
    const headers = { 'content-encoding': 'gzip' };
    const { status } = await fetch(this.endpoint, { method: 'POST', headers, body });
    return { status, retryAfter: undefined };
  }
}

class IsHeldUp extends ToyExporter {
  override async isolate(events: Events): Promise<void> {
    if (events.length > 0) await this.send(events);
  }
}

class DropsTheBatch extends ToyExporter {
  override async isolate(events: Events): Promise<void> {
    await this.send(events).catch((error) => {
      if (error.status !== 400) throw error;
    });
  }
}

class HurriesOn extends ToyExporter {
  override async send(events: Events): Promise<void> {
    await super.send(events).catch((error) => {
      throw Object.assign(new Error('failed'), { status: error.status });
    });
  }
}

class ForgetsWhatIsOpen extends ToyExporter {
  override eventsIn(records: readonly AgentOpsRecord[]): Events {
    const { events } = new FinishedEvents().add(records);
    return events.filter(({ content }) => content !== 'partial');
  }
}

class SendsBackwards extends ToyExporter {
  override eventsIn(records: readonly AgentOpsRecord[]): Events {
    return super.eventsIn(records).reverse();
  }
}

class SendsAllContent extends ToyExporter {
  override captureContent = true;
}

class SendsPlainText extends ToyExporter {
  override compress(text: string): string {
    return text;
  }
}

class ReadsHalf extends ToyExporter {
  override async read(response: IncomingMessage): Promise<void> {
    response.on('error', () => {}).resume();
  }
}

class BeginsAgain extends ToyExporter {
  override maxRecords = 1000;
  override note(): void {}
}

class WaitsForEver extends ToyExporter {
  override timeoutMs = 600_000;
}

class SendsUnderNewIds extends ToyExporter {
  override async send(events: Events): Promise<void> {
    await super.send(events.map((event) => ({ ...event, id: crypto.randomUUID() })));
  }
}

class RepeatsWhatWasTaken extends ToyExporter {
  override maxRecords = 1000;
}

class TellsWhoSentIt extends ToyExporter {
  override async send(events: Events): Promise<void> {
    await super.send(events.map((event) => ({ ...event, sentBy: process.pid })));
  }
}

class IsNamedAfterItsProcess extends ToyExporter {
  override name = `kit ${process.pid}`;
}

class HoldsItsProcess extends ToyExporter {
  override holdsProcess(): boolean {
    return true;
  }
}

/** What is broken, the case that has to notice, and what it says where it could fail for other reasons: a process that does not start. */
export const flaws: readonly (readonly [typeof ToyExporter, string, RegExp?])[] = [
  [TakesAnyAnswer, 'answers/status-500'],
  [GivesUp, 'outages/away'],
  [DoesNotWait, 'answers/reset'],
  [SendsTwice, 'delivery/all'],
  [FollowsRedirects, 'answers/redirect-307'],
  [IsHeldUp, 'answers/one-refused'],
  [DropsTheBatch, 'answers/one-refused'],
  [HurriesOn, 'answers/retry-after'],
  [ForgetsWhatIsOpen, 'delivery/later'],
  [SendsBackwards, 'delivery/order'],
  [SendsAllContent, 'content/off'],
  [SendsAllContent, 'content/function'],
  [SendsPlainText, 'delivery/gzip'],
  [ReadsHalf, 'answers/half-answer'],
  [BeginsAgain, 'answers/later-fails'],
  [WaitsForEver, 'outages/silent'],
  [DoesNotWait, 'processes/killed', /did not arrive/],
  [SendsUnderNewIds, 'processes/killed', /did not arrive/],
  [RepeatsWhatWasTaken, 'processes/killed', /came again, and was not in/],
  [TellsWhoSentIt, 'processes/killed', /came again as something else/],
  [IsNamedAfterItsProcess, 'processes/two', /after they had been acknowledged/],
  [HoldsItsProcess, 'processes/not-held', /in vain for the process to end/],
];
