import type { Reporter, TestModule } from 'vitest/node';

/** Prints the one line that the build looks for, after everything else that vitest says. */
export default class Summary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const results = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const passed = results.filter((state) => state === 'passed').length;
    const failed = results.filter((state) => state === 'failed').length + broken + errors.length;
    process.once('exit', () => {
      process.stdout.write(`\nweb: ${passed} passed, ${failed} failed\n`);
    });
  }
}
