namespace Siren2.Orleans.Messages;

/// <summary>What a silo does in one piece: fits a part, or joins a clip.</summary>
/// <param name="Clip">Place of the clip among those of the job.</param>
/// <param name="Part">Number of the part; <see cref="Join"/> for the join. The first part of a clip whose plan is not known is its plan too.</param>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.WorkUnit")]
internal readonly record struct WorkUnit([property: Id(0)] int Clip, [property: Id(1)] int Part)
{
    /// <summary>The number that stands for the join.</summary>
    public const int Join = -1;

    public bool IsJoin => Part == Join;
}
