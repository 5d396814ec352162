// Rows of EveryCommand for what follows registrations where registering is voluntary.
#include "tests/acceptance/command_rows.h"
#include "tests/acceptance/quang_ngai.h"

namespace dotpha::acceptance {
namespace {

std::string Id(const std::string& person) { return person.substr(0, person.find('@')); }

// One more work of this official; its id.
std::string Registered(Season& season, const std::string& person) {
  const auto registration =
      Must(RegisterVoluntarily(season, Id(person), 2022, {Entry("I", 2022)}), "registering").registration();
  return registration.works(registration.works_size() - 1).work_id();
}

}  // namespace

void AddFollowUpCommands(std::vector<Command>& all) {
  all.push_back(Of<reg::ReportWorkListRequest>(
      InQuangNgai("BTC-leader"), InQuangNgai("BTC-specialist"),
      [](Season&, const std::string&) {
        reg::ReportWorkListRequest request;
        request.set_cycle(2022);
        *request.mutable_document() = Document("MP-318-BC/BTCTU");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-319-BC/BTCTU"); }, ""));
  all.push_back(Of<reg::RecordDirectionsRequest>(
      InQuangNgai("TT-leader"), InQuangNgai("TT-clerk"),
      [](Season& season, const std::string&) {
        reg::RecordDirectionsRequest request;
        auto& item = *request.add_items();
        item.set_work_id(Registered(season, InQuangNgai("QN-1")));
        item.set_text("Đồng ý đưa vào kế hoạch đầu tư công");
        *request.mutable_document() = Document("MP-402-TB/TU");
        return request;
      },
      [](auto& request) { request.mutable_items(0)->set_text("khác"); }, ""));
  all.push_back(Of<reg::ReportObstacleRequest>(
      InQuangNgai("QN-2"), InQuangNgai("QN-3"),
      [](Season& season, const std::string& person) {
        reg::ReportObstacleRequest request;
        request.set_work_id(Registered(season, person));
        request.set_text("Chậm bố trí kinh phí khẩn cấp");
        return request;
      },
      [](auto& request) { request.set_text("khác"); }, ""));
  all.push_back(Of<reg::RecordResultRequest>(
      InQuangNgai("QN-4"), InQuangNgai("QN-5"),
      [](Season& season, const std::string& person) {
        Registered(season, person);
        reg::RecordResultRequest request;
        request.set_official_id(Id(person));
        request.set_cycle(2022);
        request.set_text("Di dời 58/58 hộ");
        return request;
      },
      [](auto& request) { request.set_text("khác"); }, ""));
  all.push_back(Of<reg::RecordAnnualGradeRequest>(
      InQuangNgai("BTV-leader"), InQuangNgai("BTV-clerk"),
      [](Season&, const std::string& person) {
        reg::RecordAnnualGradeRequest request;
        request.set_official_id(Id(person) == "BTV-leader" ? "QN-1" : "QN-2");
        request.set_year(2022);
        request.set_grade("HTTNV");
        *request.mutable_document() = Document("MP-500-KL");
        return request;
      },
      [](auto& request) { request.set_grade("HTNV"); }, ""));
}

}  // namespace dotpha::acceptance
