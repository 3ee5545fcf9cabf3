export { type AgentConfig, loadAgentConfig } from './agent-config.ts';
export { agentStateFolder } from './agent-config-state.ts';
