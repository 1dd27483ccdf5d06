// Changes of access as values: what access_change.h finds and tells.
#ifndef ROLECALL_ACCESS_CHANGE_CHANGES_H_
#define ROLECALL_ACCESS_CHANGE_CHANGES_H_

#include <string>
#include <vector>

namespace rolecall::access {

enum class ChangeKind { kGain, kLose, kWiden, kNarrow, kChange };  // the last three: of conditions, in place
// "gain", "lose", "widen", "narrow", "change"
const char* ChangeName(ChangeKind kind);

struct AccessChange {
  ChangeKind kind = ChangeKind::kGain;
  std::string who;       // "external-secrets/aws-secretsmanager", "role app", "user ann", "the service x"
  std::string role;      // name of (one of) the role(s) that give it; of resources' policies the resource's ARN
  std::string action;    // "s3:Get*", "every action but iam:*"
  std::string resource;  // a pattern; "every resource but …"
  std::vector<std::string> conditions;  // now; of what is lost before. "StringEquals aws:RequestedRegion eu-central-1"
  std::vector<std::string> were;        // kWiden, kNarrow, kChange: before
  std::string note;                     // "a Deny goes", "outside of the permissions boundary"; may be empty
  std::string example;       // a request that is decided otherwise: "s3:GetObject on arn:…"; empty: not certain
  std::string reason;        // not certain: why
  bool by_resource = false;  // given by a resource's policy

  bool gained() const { return kind == ChangeKind::kGain || kind == ChangeKind::kWiden || kind == ChangeKind::kChange; }
};

// Whom a role lets in now, or no longer, or under other conditions.
struct OpeningChange {
  enum class Kind { kOpen, kClose, kWiden, kNarrow };
  Kind kind = Kind::kOpen;
  std::string who, role, provider;
  bool tags = false;      // not to assume it, but to give its sessions tags or a source identity
  bool alarming = false;  // more than one service account, another account, anybody
  std::vector<std::string> conditions;
  std::string reason;  // not certain: why
};

struct AccessChanges {
  std::vector<OpeningChange> openings;
  std::vector<AccessChange> changes;  // by who, gains first
  std::vector<std::string> remarks;   // what is not known before apply
  std::string account_id;             // for short ARNs
  bool others = false;                // some who is no service account

  bool empty() const { return openings.empty() && changes.empty(); }
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_CHANGE_CHANGES_H_
