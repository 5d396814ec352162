// Contents of plans and reports as JSON columns, both ways.
#pragma once

#include <string>
#include <vector>

#include "services/reporting/domain/types.h"

namespace dotpha::reporting::store {

std::string ToJson(const PlanContent& content);
std::string ToJson(const ReportContent& content);
std::string ToJson(const std::vector<YearCompletion>& completion);
std::string ToJson(const std::vector<Warning>& warnings);
// Throw nlohmann's exceptions for what ToJson did not write.
PlanContent PlanContentFromJson(const std::string& text);
ReportContent ReportContentFromJson(const std::string& text);
std::vector<YearCompletion> CompletionFromJson(const std::string& text);
std::vector<Warning> WarningsFromJson(const std::string& text);

}  // namespace dotpha::reporting::store
