package io.iotflow.tools.influxsetup;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.TasksQuery;
import com.influxdb.client.domain.Task;
import com.influxdb.client.domain.TaskCreateRequest;
import com.influxdb.client.domain.TaskStatusType;
import com.influxdb.client.domain.TaskUpdateRequest;
import com.influxdb.exceptions.InfluxException;
import java.util.List;

/** Finds or makes the task that keeps the means, and fixes it when its script is another one or it is off. */
final class DownsamplingTask {

    private final InfluxDBClient admin;
    private final String orgId;
    private final Report report;

    DownsamplingTask(InfluxDBClient admin, String orgId, Report report) {
        this.admin = admin;
        this.orgId = orgId;
        this.report = report;
    }

    void require(String name, String script) {
        try {
            TasksQuery byName = new TasksQuery();
            byName.setOrgID(orgId);
            byName.setName(name);
            List<Task> found = admin.getTasksApi().findTasks(byName);
            if (found.isEmpty()) {
                make(script);
                report.changed("task '" + name + "' made, runs every 5 minutes");
            } else if (isSo(found.get(0), script)) {
                report.found("task '" + name + "', runs every 5 minutes");
            } else {
                correct(found.get(0), script);
                report.changed("task '" + name + "' has the present script now and runs");
            }
        } catch (InfluxException e) {
            throw Refusal.of(e, "finding, making or changing the task '" + name + "'");
        }
    }

    private static boolean isSo(Task task, String script) {
        return script.equals(task.getFlux()) && task.getStatus() == TaskStatusType.ACTIVE;
    }

    private void make(String script) {
        TaskCreateRequest request = new TaskCreateRequest();
        request.setOrgID(orgId);
        request.setFlux(script);
        request.setStatus(TaskStatusType.ACTIVE);
        admin.getTasksApi().createTask(request);
    }

    private void correct(Task task, String script) {
        TaskUpdateRequest request = new TaskUpdateRequest();
        request.setFlux(script);
        request.setStatus(TaskStatusType.ACTIVE);
        admin.getTasksApi().updateTask(task.getId(), request);
    }
}
