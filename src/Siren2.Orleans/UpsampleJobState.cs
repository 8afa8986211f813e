namespace Siren2.Orleans;

/// <summary>What a job is at.</summary>
[GenerateSerializer]
public enum UpsampleJobState
{
    /// <summary>None of this id was submitted.</summary>
    Unknown,

    /// <summary>It is worked on, or waits for silos.</summary>
    Running,

    /// <summary>Every clip has a result, or was set aside.</summary>
    Completed,

    /// <summary>It was canceled.</summary>
    Canceled,
}
