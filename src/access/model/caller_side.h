// A caller's own side of decisions: who it is, what is known of its requests, its policies and boundary, compiled.
//
//   const CallerSide side = CallerSideOf(model, role, cache);
//   policy::PolicyInputs inputs = side.inputs();
//   for (const std::string& sentence : side.unknown) …      // what may make another answer
//
// A boundary whose text is not known allows nothing. The side must outlive what inputs() gave. Pure.
#ifndef ROLECALL_ACCESS_MODEL_CALLER_SIDE_H_
#define ROLECALL_ACCESS_MODEL_CALLER_SIDE_H_

#include <string>
#include <vector>

#include "access/model/identity_model.h"
#include "access/model/policy_cache.h"
#include "access/model/unknown_reading.h"
#include "policy/decide/engine.h"

namespace rolecall::access {

struct CallerSide {
  policy::Principal principal;
  policy::Context context;
  policy::PolicySet identity, boundary;
  bool has_boundary = false;
  std::string unique_id;
  std::vector<std::string> unknown;
  std::vector<std::string> partial;  // names of documents of which parts are not known

  policy::PolicyInputs inputs() const;
};

CallerSide CallerSideOf(const IdentityModel& model, const Role& role, PolicyCache& cache);
CallerSide CallerSideOf(const IdentityModel& model, const Member& user, PolicyCache& cache);
// The same with what is not known read so (unknown_reading.h).
CallerSide CallerSideOf(const IdentityModel& model, const Role& role, PolicyCache& cache, Reading reading,
                        const UnknownsAbout& about);
CallerSide CallerSideOf(const IdentityModel& model, const Member& user, PolicyCache& cache, Reading reading,
                        const UnknownsAbout& about);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_MODEL_CALLER_SIDE_H_
