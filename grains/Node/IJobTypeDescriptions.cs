namespace JobScheduler.Grains.Node;

/// <summary>What this node knows of job types, as the grains see it. Implemented by hosting; without it no other node is told anything.</summary>
public interface IJobTypeDescriptions
{
    /// <summary>Describes a job type; null: this node does not know it.</summary>
    /// <param name="jobType">A name or an alias.</param>
    JobTypeDescription? Describe(string jobType);
}
