/** Every Web API method the bot calls, and what it is doing then, to be read after "Slack would not …". */
export const DOING = {
  "auth.test": "say who the bot is",
  "conversations.create": "make the channel",
  "conversations.list": "list the channels",
  "conversations.history": "show the channel's messages",
  "conversations.open": "open the direct message",
  "conversations.setTopic": "set the channel's topic",
  "conversations.invite": "invite this person",
  "bookmarks.list": "list the channel's bookmarks",
  "bookmarks.add": "add the bookmark",
  "chat.postMessage": "post the message",
  "chat.update": "edit the message",
  "pins.add": "pin the message",
  "files.getUploadURLExternal": "prepare the upload",
  "files.upload": "take the file",
  "files.completeUploadExternal": "share the file",
  "users.list": "list the people",
  "users.info": "say what this person is called",
  "users.lookupByEmail": "find the person by e-mail",
  "usergroups.list": "list the user groups",
  "usergroups.users.list": "list the user group's members",
  "usergroups.users.update": "set the user group's members",
  "views.open": "open the form",
  "views.publish": "show the Home tab",
} as const;

export type Method = keyof typeof DOING;
