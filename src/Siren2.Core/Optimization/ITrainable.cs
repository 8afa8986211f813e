namespace Siren2.Optimization;

/// <summary>What an optimizer sees of a network: groups of parameters, each with its gradients, wherever they lie.</summary>
public interface ITrainable
{
    /// <summary>All that is fitted; the same groups of the same lengths every time. What a group holds is the network's own affair.</summary>
    IReadOnlyList<IParameterGroup> ParameterGroups { get; }

    /// <summary>
    /// The optimizer has written to parameters of any of the groups: a network that keeps them elsewhere too, on a device or in another layout,
    /// takes them over. Need not be implemented where nothing else is kept.
    /// </summary>
    void OnParametersChanged()
    {
    }
}
