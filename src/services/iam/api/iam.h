// IAM, whole: users, groups, roles, policies and simulation in services/iam, and its rooms: credentials of users,
// reports, settings of the account.
//
//   std::unique_ptr<services::Service> iam = services::iam::api::MakeIam();
//
// Every call is authorized on the right resource; AWS's error codes and texts. All operations of AWS's model of the
// service are in the table (the tests hold a list of them); those that cannot act here say so in their answer.
#ifndef ROLECALL_SERVICES_IAM_API_IAM_H_
#define ROLECALL_SERVICES_IAM_API_IAM_H_

#include <memory>

#include "services/service.h"

namespace rolecall::services::iam::api {

std::unique_ptr<services::Service> MakeIam();

}  // namespace rolecall::services::iam::api

#endif  // ROLECALL_SERVICES_IAM_API_IAM_H_
