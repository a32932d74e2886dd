export { protectTool, unprotectTool, type ToolProtection, type ToolUnprotection } from './protect-tool.ts'
export { rememberedTools } from './tool-record.ts'
export { isToolName, TOOL_NAMES, TOOLS, type ToolName } from './tools.ts'
