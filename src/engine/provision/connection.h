// Connection: how a provisioner reaches a machine, as its `connection` blocks say it.
//
//   ROLECALL_TRY(Connection connection, ReadConnection(value));       // value: of ConnectionSchema, without marks
//
// kInvalidArgument: something that ssh cannot be told, or that this program does not have. What is read is safe to be
// written into a configuration of ssh: no text has line ends, quotes or other control characters where that matters.
// Secrets stay in it; nothing of it is printed. Pure; any thread.
#ifndef ROLECALL_ENGINE_PROVISION_CONNECTION_H_
#define ROLECALL_ENGINE_PROVISION_CONNECTION_H_

#include <chrono>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "value/value.h"

namespace rolecall::engine {

// One machine on the way.
struct SshHost {
  std::string host, user;
  int port = 22;
  Secret password, private_key;  // empty: none
  std::string certificate;       // as the authority signed it; empty: none
  std::string host_key;          // "ssh-ed25519 AAAA…", the host's or its authority's; empty: not checked
};

struct Connection {
  SshHost target;
  SshHost bastion;  // `host` empty: none
  bool agent = true;
  std::string agent_identity;  // the key of the agent that is tried first
  std::string script_path;     // where scripts go, with %RAND%
  std::chrono::milliseconds timeout{0};
};

Result<Connection> ReadConnection(const value::Value& value);

}  // namespace rolecall::engine

#endif  // ROLECALL_ENGINE_PROVISION_CONNECTION_H_
