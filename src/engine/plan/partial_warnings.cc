#include "engine/plan/partial_warnings.h"

namespace rolecall::engine {

void WarnOfPartialPlan(diag::Diagnostics& diagnostics) {
  diagnostics.AddWarning(
      "targeting", "Resource targeting is in effect",
      "You are creating a plan with either the -target option or the -exclude option, which means that the result of "
      "this plan may not represent all of the changes requested by the current configuration.\n\nThe -target and "
      "-exclude options are not for routine use, and are provided only for exceptional situations such as recovering "
      "from errors or mistakes, or when Rolecall specifically suggests to use it as part of an error message.");
}

void WarnOfPartialApply(diag::Diagnostics& diagnostics) {
  diagnostics.AddWarning(
      "targeting", "Applied changes may be incomplete",
      "The plan was created with the -target or the -exclude option in effect, so some changes requested in the "
      "configuration may have been ignored and the output values may not be fully updated. Run the following command "
      "to verify that no other changes are pending:\n    rolecall plan\n\nNote that the -target and -exclude options "
      "are not suitable for routine use, and are provided only for exceptional situations such as recovering from "
      "errors or mistakes, or when Rolecall specifically suggests to use it as part of an error message.");
}

}  // namespace rolecall::engine
