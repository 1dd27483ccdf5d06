// AWS policies: is this request allowed, and why?
//
//   rolecall::authorization::Parsed parsed =
//       rolecall::authorization::Policy::Parse(text, rolecall::authorization::Kind::kIdentity);
//   if (!parsed.policy) … parsed.message is AWS's own text, parsed.line and parsed.column say where …
//
//   rolecall::authorization::Request request;
//   request.principal = "arn:aws:sts::111122223333:assumed-role/app/session";
//   request.action = "s3:GetObject";
//   request.resource = "arn:aws:s3:::bucket/key";
//   request.context["aws:SourceIp"] = {"192.0.2.1"};
//
//   rolecall::authorization::Policies policies;
//   policies.identity = {*parsed.policy};
//   rolecall::authorization::Decision decision = rolecall::authorization::Decide(policies, request);
//   if (!decision.allowed) puts(decision.message.c_str());
//
// How layers, conditions, variables and wildcards are evaluated is AWS's; where AWS's behaviour is not known, the
// answer is the one that grants less. No network, no files, no clock: all facts come with the request.
//
// A Policy is compiled once; copies share it. All functions may be called from several threads at once. Nothing throws
// but what memory runs out of. This is the library's only public header; it is kept source compatible within a major
// version. Everything is in the namespace rolecall::authorization, which only this header opens.
//
// Link with rolecall::policy (CMake: find_package(rolecall)) or with what pkg-config says of rolecall.
#ifndef ROLECALL_POLICY_H_
#define ROLECALL_POLICY_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::authorization {

// What a document is for: it decides which elements it may have and how it is evaluated.
enum class Kind {
  kIdentity,  // of a user, group or role
  kBoundary,
  kSession,
  kServiceControl,
  kResourceControl,
  kResource,  // of a bucket, queue, key, secret, …
  kTrust,     // of a role
  kEndpoint,
};

struct Parsed;

class Policy {
 public:
  // Reads and compiles a document of at most 131,072 bytes. `name` appears in decisions.
  static Parsed Parse(std::string_view json, Kind kind, std::string_view name = "");

  const std::string& name() const;

  // For the library itself.
  struct Compiled;
  const Compiled& compiled() const { return *compiled_; }

 private:
  explicit Policy(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

struct Parsed {
  std::optional<Policy> policy;  // nothing: the document is malformed
  std::string message;           // then AWS's text: "Syntax errors in policy."
  std::string detail;            // and what precisely is wrong, in our words
  int line = 0, column = 0;      // and where, from 1
};

// Why AWS would refuse to store the document; nothing: it would not.
enum class Stored { kManaged, kInline, kTrust, kSession, kResource };
std::optional<std::string> RefusalToStore(std::string_view json, Stored as);

struct Request {
  // ARN of a user, role, session, federated user, account root or token provider, name of a service
  // ("ec2.amazonaws.com"), or "" for nobody in particular.
  std::string principal;
  std::string action;            // "service:Operation"
  std::string resource = "*";    // ARN
  std::string resource_account;  // owner of the resource; empty: as in its ARN, else the caller's
  // Condition keys. One value: a single-valued key, unless the key is known to be multivalued or `multivalued` has it.
  std::map<std::string, std::vector<std::string>> context;
  std::vector<std::string> multivalued;
};

struct Policies {
  std::vector<Policy> identity;
  std::optional<Policy> boundary;
  std::optional<std::vector<Policy>> session;                          // an empty list allows nothing
  std::optional<Policy> resource;                                      // or the role's trust policy
  std::vector<std::vector<Policy>> service_control, resource_control;  // by organisation level
  std::vector<Policy> endpoint;
};

struct Decision {
  bool allowed = false;
  bool explicit_deny = false;    // a Deny statement applies
  std::string layer;             // what allowed or refused first: "identity", "boundary", "scp", …
  std::string policy;            // name of the policy whose statement decided; empty: none did
  std::optional<int> statement;  // its index
  std::string sid;
  std::string message;               // refused: AWS's sentence for it
  std::vector<std::string> reasons;  // if asked for
};

// `explain`: also with reasons, among them the statement that came nearest to allowing the request.
Decision Decide(const Policies& policies, const Request& request, bool explain = false);

}  // namespace rolecall::authorization

#endif  // ROLECALL_POLICY_H_
