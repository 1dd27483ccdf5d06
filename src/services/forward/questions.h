// What must be allowed for an operation to be sent on: actions and resources, and roles that it passes.
//
//   Asked asked = QuestionsOf(operation, input, {.region = …, .account = …});
//   for (const Question& question : asked.questions) ROLECALL_RETURN_IF_ERROR(Authorize(call, question));
//
// Names of actions are from data/event-actions.tsv where they are not the operation's, resources from
// data/api-resources.tsv; an ARN that the request names is the resource where the table says nothing. What is in
// neither is asked for on "*". Pure; any thread.
#ifndef ROLECALL_SERVICES_FORWARD_QUESTIONS_H_
#define ROLECALL_SERVICES_FORWARD_QUESTIONS_H_

#include <string>
#include <vector>

#include "http/message.h"
#include "services/authorize.h"
#include "services/forward/input.h"
#include "services/forward/operation.h"
#include "services/forward/place.h"

namespace rolecall::services::forward {

struct Asked {
  std::vector<Question> questions;
  bool is_resource_known = true;  // false: "*" stands for what could not be told
};

Asked QuestionsOf(const Operation& operation, const Input& input, const http::Request& request, const Place& place);

}  // namespace rolecall::services::forward

#endif  // ROLECALL_SERVICES_FORWARD_QUESTIONS_H_
