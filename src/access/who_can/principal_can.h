// PrincipalCan: all that a role or user may do, put together from its policies.
//
//   PrincipalCanAnswer answer = PrincipalCan({&model, "app", "eu-central-1"});   // an ARN or a name
//   for (const PrincipalGrant& grant : answer.grants) … grant.actions on grant.resources if grant.conditions …
//
// Statements about the same resources under the same conditions are one grant; actions that another of them covers are
// left out. Each is tried with a request (the engine's decision, with boundary and Deny): one that no request gets is
// told as blocked. What is denied outright stands in `denies`. The answer points to nothing. Pure.
#ifndef ROLECALL_ACCESS_WHO_CAN_PRINCIPAL_CAN_H_
#define ROLECALL_ACCESS_WHO_CAN_PRINCIPAL_CAN_H_

#include <string>
#include <vector>

#include "access/model/identity_model.h"

namespace rolecall::access {

struct PrincipalCanQuestion {
  const IdentityModel* model = nullptr;
  std::string principal;  // of a role or user: its ARN or name
  std::string region;
};

struct PrincipalGrant {
  std::vector<std::string> actions, resources;      // patterns
  bool not_actions = false, not_resources = false;  // all but these
  std::vector<std::string> conditions;              // as the policies have them: "StringEquals aws:RequestTag/team = a"
  std::vector<std::string> sources;                 // "statement 1 of POLICY"
  bool is_blocked = false;                          // a Deny or the boundary takes all of it that was tried
  std::string example;                              // "s3:GetObject on arn:…: allowed"
};

struct PrincipalCanAnswer {
  bool found = false;
  std::string principal;  // its ARN
  std::vector<PrincipalGrant> grants, denies;
  std::string boundary;              // its ARN; empty: none
  std::vector<std::string> remarks;  // what is not known
};

PrincipalCanAnswer PrincipalCan(const PrincipalCanQuestion& question);

std::string ToText(const PrincipalCanAnswer& answer);
std::string ToJson(const PrincipalCanAnswer& answer);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_WHO_CAN_PRINCIPAL_CAN_H_
