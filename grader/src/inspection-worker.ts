import { parentPort } from 'node:worker_threads';
import { createInspector } from '@katas/structure';
import type { InspectionReply, InspectionRequest } from './inspection.ts';

const inspector = createInspector();
parentPort?.on('message', ({ id, ...request }: InspectionRequest & { id: number }) => {
  const reply = (answer: Omit<InspectionReply, 'id'>): void => parentPort?.postMessage({ id, ...answer });
  try {
    reply({ inspection: inspector.inspect(request) });
  } catch (error) {
    reply({ problem: error instanceof Error ? error.message : String(error) });
  }
});
