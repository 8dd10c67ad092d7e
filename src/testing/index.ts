/**
 * Stand-ins for tests: an API that answers from memory, a `fetch` that reaches it without a
 * network, and a clock that moves by hand.
 */
export { type MockCivis, mockCivis } from './civis/mockCivis'
export type { MockCivisOptions, MockRun } from './civis/options'
export type { FakeClock, FakeClockOptions, RandomSource } from './fakeClock'
export { fakeClock } from './fakeClock'
export { mockKnowi } from './knowi/mockKnowi'
export type {
  ErrorShape,
  Fault,
  FaultMatch,
  FaultSource,
  MockKnowiOptions,
  MockRecord,
  QuotaOptions,
} from './knowi/options'
export { mageFailure } from './mage/failures'
export { type MockMage, mockMage } from './mage/mockMage'
export type {
  MageMockRecord,
  MockAction,
  MockMageOptions,
  MockResource,
  MockResourceRequest,
  MockUser,
} from './mage/options'
export type { MockApi, MockRequest, MockStatistics } from './mock'
export { mockTransport } from './mockTransport'
