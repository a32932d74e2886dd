export { chooseEditor, type Editor } from './choose-editor.ts'
export { editorCall, seemsForked, type EditorCall } from './editor-call.ts'
