import type { ChatMessage, Post, RoleName } from '@agentops/adapter-taskweaver';
import { attachmentText } from '../memory/post.ts';

/** The posts that a role has heard and said, as a model's chat. */
export function conversationOf(posts: readonly Post[], role: RoleName): ChatMessage[] {
  return posts.flatMap((post): ChatMessage[] => {
    if (post.send_from !== role) {
      return [{ role: 'user', content: `${post.send_from} says: ${post.message}` }];
    }
    const said: ChatMessage = { role: 'assistant', content: contentOf(post) };
    const revise = attachmentText(post, 'revise_message');
    return revise === undefined ? [said] : [said, { role: 'user', content: revise }];
  });
}

/** In the form in which the model is to answer, so that it goes on in it. */
function contentOf(post: Post): string {
  const invalid = attachmentText(post, 'invalid_response');
  if (invalid !== undefined) return invalid;
  const { send_to, message } = post;
  const code = attachmentText(post, 'reply_content');
  const response =
    code === undefined ? { send_to, message } : { reply_type: 'javascript', reply_content: code };
  return JSON.stringify({ response });
}
