using Siren2.Optimization;

namespace Siren2.Segments;

/// <summary>The fit of one segment's network, and what comes of it.</summary>
internal interface ISegmentProblem : IFitProblem, IDisposable
{
    /// <summary>Loss of no correction at all; a fit that does not get below it has failed. Infinite where any correction is better than none.</summary>
    double BaselineLoss();

    /// <summary>Computes the correction that the network now stands for, <c>[samples]</c>.</summary>
    void Render(Span<float> correction);
}
