// Overview: who can become which role, of a whole model, for a picture: service accounts, roles, and the openings of
// trust policies between them. What a role may do then is PrincipalCan's (principal_can.h): asked role by role, since a
// model may have ten thousand.
#ifndef ROLECALL_ACCESS_WHO_CAN_OVERVIEW_H_
#define ROLECALL_ACCESS_WHO_CAN_OVERVIEW_H_

#include <string>

#include "access/model/identity_model.h"

namespace rolecall::access {

// {"accounts":[{"name":"ns/sa","role":ARN}],
//  "roles":[{"arn","name","openings":[{"who","kind","text","wide","conditions"}],"trust_known":true}],
//  "users":[{"arn","name"}], "not_known":[…]}
// kind: "account" (`who` is its name), "wide" (more than one service account), "other". Pure.
std::string OverviewJson(const IdentityModel& model);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_WHO_CAN_OVERVIEW_H_
