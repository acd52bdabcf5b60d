import { ProtobufReader, tagOf, wire } from './protobuf-reader.ts';
import { varintField } from './protobuf-writer.ts';

const serving = 1;

/**
 * `grpc.health.v1.Health/Check`: the whole server (no service named) and each service that is there are well.
 * Undefined for a service that is not.
 * @throws OtlpDecodeError where the message is no HealthCheckRequest
 */
export function checkHealth(message: Buffer, services: readonly string[]): Buffer | undefined {
  const reader = new ProtobufReader(message);
  let service = '';
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag === tagOf(1, wire.bytes)) service = reader.string('service');
    else reader.skip(tag);
  }
  return service === '' || services.includes(service) ? varintField(1, serving) : undefined;
}
