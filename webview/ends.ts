export { endOfLoop, endOfTask, finishOf, isDestroyed, isOver } from '../src/core/ends.ts';
