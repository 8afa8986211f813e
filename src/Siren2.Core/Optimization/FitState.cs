namespace Siren2.Optimization;

/// <summary>The networks of a fit with their optimizers, and the best parameters so far.</summary>
internal sealed class FitState
{
    private readonly FitOptions _options;
    private readonly TrainedNetwork[] _networks;
    private readonly IParameterGroup[][] _groups;
    private readonly Adam[][] _optimizers;
    private readonly float[][][] _best;
    private double _progressLoss = double.PositiveInfinity;

    public FitState(IReadOnlyList<TrainedNetwork> networks, FitOptions options)
    {
        _options = options;
        _networks = [.. networks];
        _groups = Array.ConvertAll(_networks, GroupsOf);
        _optimizers = Array.ConvertAll(_groups, groups => Array.ConvertAll(groups, group => new Adam(group.Parameters.Length, options.Adam)));

        // Where no loss is ever finite, the best are the initial parameters.
        _best = Array.ConvertAll(_groups, groups => Array.ConvertAll(groups, group => group.Parameters.ToArray()));
    }

    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>Step at which the best loss last fell by what counts as progress.</summary>
    public int LastProgress { get; private set; }

    /// <summary>How often the loss diverged.</summary>
    public int Divergences { get; set; }

    /// <summary>Keeps the present parameters if their loss is the best.</summary>
    public void Observe(int step, double loss)
    {
        if (!(loss < BestLoss))
        {
            return;
        }

        BestLoss = loss;
        for (int i = 0; i < _networks.Length; i++)
        {
            for (int g = 0; g < _groups[i].Length; g++)
            {
                _groups[i][g].Parameters.CopyTo(_best[i][g]);
            }
        }

        if (double.IsInfinity(_progressLoss) || loss < _progressLoss - (_options.PlateauImprovement * Math.Abs(_progressLoss)))
        {
            _progressLoss = loss;
            LastProgress = step;
        }
    }

    private static IParameterGroup[] GroupsOf(TrainedNetwork network)
    {
        IParameterGroup[] groups = network.Network.ParameterGroups?.ToArray() ?? [null!];
        return !groups.Contains(null)
            ? groups
            : throw new InvalidOperationException($"The network {network.Network.GetType().Name} has no parameter groups, or null among them.");
    }

    /// <summary>Returns to the best parameters with fresh optimizers.</summary>
    public void GoBack()
    {
        for (int i = 0; i < _networks.Length; i++)
        {
            for (int g = 0; g < _groups[i].Length; g++)
            {
                _best[i][g].CopyTo(_groups[i][g].Parameters);
                _optimizers[i][g].Reset();
            }

            _networks[i].Network.OnParametersChanged();
        }
    }

    public void Update(double learningRate)
    {
        for (int i = 0; i < _networks.Length; i++)
        {
            double scale = _networks[i].LearningRateScale;
            if (scale == 0)
            {
                continue;
            }

            for (int g = 0; g < _groups[i].Length; g++)
            {
                _optimizers[i][g].Step(_groups[i][g].Parameters, _groups[i][g].Gradients, scale * learningRate);
            }

            _networks[i].Network.OnParametersChanged();
        }
    }
}
