namespace Siren2.Optimization;

/// <summary>A network in a fit.</summary>
/// <param name="Network">The network.</param>
/// <param name="LearningRateScale">Factor on the schedule's learning rate, positive; 0 freezes the network.</param>
public readonly record struct TrainedNetwork(ITrainable Network, double LearningRateScale = 1);
