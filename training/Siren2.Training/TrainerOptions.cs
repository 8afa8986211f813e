using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>Everything that a training depends on, besides its recordings.</summary>
internal sealed record TrainerOptions
{
    public int Seed { get; init; } = 1;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Scenes of a step.</summary>
    public int Items { get; init; } = 8;

    /// <summary>Frames of a scene: 2.7 s.</summary>
    public int Frames { get; init; } = 512;

    /// <summary>The highest learning rate; it falls along half a cosine.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Steps in which the learning rate rises.</summary>
    public int WarmUpSteps { get; init; } = 100;

    public LevelNetworkShape Shape { get; init; } = LevelNetworkShape.Default;
}
